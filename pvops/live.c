// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching a running kernel from one form to another.
 *
 * The kernel's text_poke code lets any CPU run into a site that is being replaced:
 * an int3 stands there and the site's call is done in its place.  What it cannot
 * know is that a site may hold two instructions, and that an interrupted CPU or a
 * preempted task may come back to the second one when it is gone.  So:
 *
 *  - the kernel must not preempt kernel code; then only interrupts can stand between
 *    a CPU and the rest of a site that it has begun;
 *  - all CPUs meet in stop_machine(), which nothing else can get in between; all but
 *    one are parked there in a loop, with softirqs off but with interrupts on again,
 *    as text_poke synchronises by IPI: an IPI that is taken then has interrupted
 *    this loop, and no site;
 *  - an NMI that began before the int3 was there is over when the IPI is taken, and
 *    one that begins later meets the int3.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/memory.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include "internal.h"

/* What the CPUs that meet share. */
struct meeting {
	enum pvpatch_form want;
	int writer;
	atomic_t parked;
	bool done;
};

static void switch_tables(enum pvpatch_form want)
{
	struct pvops_sites *sites;

	list_for_each_entry(sites, &pvops_state.tables, list) {
		struct pvpatch_text text = pvops_text_live(sites->mod);

		pvops_pass(sites, &text, false, want, &sites->stats);
	}
}

static void write_when_parked(struct meeting *meeting)
{
	while (atomic_read(&meeting->parked) != num_online_cpus() - 1)
		cpu_relax();
	switch_tables(meeting->want);
	smp_store_release(&meeting->done, true);
}

static void park(struct meeting *meeting)
{
	atomic_inc(&meeting->parked);
	while (!smp_load_acquire(&meeting->done))
		cpu_relax();
}

/* On every CPU, from stop_machine(), which has disabled interrupts. */
static int meet(void *arg)
{
	struct meeting *meeting = arg;

	__local_bh_disable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
	local_irq_enable();
	if (smp_processor_id() == meeting->writer)
		write_when_parked(meeting);
	else
		park(meeting);
	local_irq_disable();
	_local_bh_enable();
	return 0;
}

/**
 * pvops_switch - give all sites of the running kernel a form
 * @want: the form
 *
 * Return: 0; -EOPNOTSUPP where a running kernel cannot be switched, with the
 * reason in the log.
 * Context: process context, may sleep; pvops_mutex must not be held.
 */
int pvops_switch(enum pvpatch_form want)
{
	struct meeting meeting = { .want = want };
	struct pvops_sites *sites;

	if (!pvops_state.backend)
		return -EOPNOTSUPP;
	if (preempt_model_full() || preempt_model_rt()) {
		pr_warn("a preemptible kernel cannot be switched; boot it with pvops=%s, or with preempt=voluntary\n",
			pvpatch_form_name(want));
		return -EOPNOTSUPP;
	}
	if (cpu_feature_enabled(X86_FEATURE_CALL_DEPTH)) {
		pr_warn("calls are redirected for call-depth tracking; boot with pvops=%s instead\n",
			pvpatch_form_name(want));
		return -EOPNOTSUPP;
	}

	/* Tasks that were preempted when that was still allowed. */
	synchronize_rcu_tasks();

	mutex_lock(&pvops_mutex);
	list_for_each_entry(sites, &pvops_state.tables, list)
		pvops_sort(sites);
	cpus_read_lock();
	mutex_lock(&text_mutex);
	meeting.writer = cpumask_first(cpu_online_mask);
	stop_machine_cpuslocked(meet, &meeting, cpu_online_mask);
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	list_for_each_entry(sites, &pvops_state.tables, list)
		pvops_unsort(sites);
	pvops_state.mode = want;
	pvops_state.switches++;
	mutex_unlock(&pvops_mutex);
	return 0;
}
