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
 *  - all other CPUs are parked in a loop in a stopper thread, with interrupts on, as
 *    text_poke synchronises by IPI, and with softirqs off: an IPI that is taken then
 *    has interrupted this loop, and no site;
 *  - an NMI that began before the int3 was there is over when the IPI is taken, and
 *    one that begins later meets the int3.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/memory.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/stop_machine.h>
#include "internal.h"

static DEFINE_PER_CPU(struct cpu_stop_work, park_work);
static atomic_t parked;
static bool leave;

static int park(void *unused)
{
	local_bh_disable();
	atomic_inc(&parked);
	while (!READ_ONCE(leave))
		cpu_relax();
	atomic_dec(&parked);
	local_bh_enable();
	return 0;
}

static void wait_for_parked(int count)
{
	while (atomic_read(&parked) != count)
		cpu_relax();
}

/* Every CPU but this one; the caller cannot migrate. */
static void park_others(void)
{
	int cpu, others = 0;

	WRITE_ONCE(leave, false);
	for_each_online_cpu(cpu) {
		if (cpu == smp_processor_id())
			continue;
		stop_one_cpu_nowait(cpu, park, NULL, per_cpu_ptr(&park_work, cpu));
		others++;
	}
	wait_for_parked(others);
}

static void release_others(void)
{
	WRITE_ONCE(leave, true);
	wait_for_parked(0);
}

static void switch_tables(enum pvpatch_form want)
{
	struct pvops_sites *sites;

	list_for_each_entry(sites, &pvops_state.tables, list) {
		struct pvpatch_text text = pvops_text_live(sites->mod);

		pvops_pass(sites, &text, false, want, &sites->stats);
	}
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
	cpus_read_lock();
	mutex_lock(&text_mutex);
	migrate_disable();
	park_others();
	switch_tables(want);
	release_others();
	migrate_enable();
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	pvops_state.mode = want;
	pvops_state.switches++;
	mutex_unlock(&pvops_mutex);
	return 0;
}
