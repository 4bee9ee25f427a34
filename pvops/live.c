// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switching a running kernel from one form to another.
 *
 * The kernel's text_poke code lets any CPU run into a site that is being replaced:
 * an int3 stands there and the site's call is done in its place.  What it cannot
 * know is that a site may hold two instructions, and that an interrupted CPU or a
 * preempted task may come back to the second one when it is gone.  So:
 *
 *  - an interrupt must not end in another task; then only interrupts can stand between
 *    a CPU and the rest of a site that it has begun.  A kernel that can choose its
 *    preemption model gives this up for the time of the switch;
 *  - all CPUs meet in stop_machine(), which no other task can interrupt; all but
 *    one are parked there in a loop, with softirqs off but with interrupts on again,
 *    as text_poke synchronises by IPI: an IPI that is taken then has interrupted
 *    this loop, and no site;
 *  - an NMI that began before the int3 was there is over when the IPI is taken, and
 *    one that begins later meets the int3.
 *
 * Sites that are jumps keep the form that they were given at boot.  They are on the way out
 * of every exception: the handler of an int3 that stood in one would return to that int3.
 *
 * The writer is the stopper thread of one CPU.  The task that switches takes text_mutex
 * before the machine stops: no other task is in the middle of a change of text then,
 * however many tasks wait for their turn.  It lends the mutex to the writer and sleeps
 * until the writer is done.  text_poke also wants to be allowed to sleep, though it only
 * offers to yield: the writer is the one task that its CPU may run, so a yield comes
 * back to it.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/atomic.h>
#include <linux/bottom_half.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/entry-common.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/nmi.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>
#include <linux/static_call.h>
#include <linux/stop_machine.h>
#include "internal.h"

/* How often a switch is tried while others choose a preemption model that is in its way. */
#define ATTEMPTS	100

#ifdef CONFIG_PREEMPT_DYNAMIC
/*
 * Only an interrupt can preempt a task between two instructions.  Any other task that
 * is preempted has called the scheduler; if that call came from a site, it returns to
 * the end of that site.  So of all that the preemption model consists of, one static call has to
 * be off, and it is off already in the other models.
 */
static bool preempts(void)
{
	return static_call_query(irqentry_exit_cond_resched);
}

static void stop_preempting(void)
{
	static_call_update(irqentry_exit_cond_resched, NULL);
}

/* The user may have chosen another model in the meantime. */
static void go_on_preempting(void)
{
	if (preempt_model_full())
		static_call_update(irqentry_exit_cond_resched, raw_irqentry_exit_cond_resched);
}

static bool can_stop_preempting(void)
{
	return true;
}
#else
static bool preempts(void)
{
	return false;
}

static void stop_preempting(void)
{
}

static void go_on_preempting(void)
{
}

static bool can_stop_preempting(void)
{
	return !preempt_model_full();
}
#endif

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

/*
 * The caller of stop_and_write() holds text_mutex for this task, and lockdep is told so.
 * Another preemption model may have been chosen before that: then write nothing yet.
 */
static int write_if_allowed(enum pvpatch_form want)
{
	if (preempts())
		return -EAGAIN;
	mutex_acquire(&text_mutex.dep_map, 0, 1, _THIS_IP_);
	preempt_enable_no_resched();
	switch_tables(want);
	preempt_disable();
	mutex_release(&text_mutex.dep_map, _THIS_IP_);
	return 0;
}

static int write_when_parked(struct meeting *meeting)
{
	int err;

	while (atomic_read(&meeting->parked) != num_online_cpus() - 1)
		cpu_relax();
	err = write_if_allowed(meeting->want);
	/* What park() reads after it is the new text. */
	smp_store_release(&meeting->done, true);
	return err;
}

static void park(struct meeting *meeting)
{
	atomic_inc(&meeting->parked);
	/* Pairs with write_when_parked(). */
	while (!smp_load_acquire(&meeting->done)) {
		touch_nmi_watchdog();
		cpu_relax();
	}
}

/* On every CPU, from stop_machine(), which has disabled interrupts. */
static int meet(void *arg)
{
	struct meeting *meeting = arg;
	int err = 0;

	if (smp_processor_id() == meeting->writer) {
		local_irq_enable();
		err = write_when_parked(meeting);
		local_irq_disable();
	} else {
		__local_bh_disable_ip(_THIS_IP_, SOFTIRQ_DISABLE_OFFSET);
		local_irq_enable();
		park(meeting);
		local_irq_disable();
		_local_bh_enable();
	}
	return err;
}

static int stop_and_write(enum pvpatch_form want)
{
	struct meeting meeting = { .want = want };
	int err;

	cpus_read_lock();
	mutex_lock(&text_mutex);
	meeting.writer = cpumask_first(cpu_online_mask);
	err = stop_machine_cpuslocked(meet, &meeting, cpu_online_mask);
	mutex_unlock(&text_mutex);
	cpus_read_unlock();
	return err;
}

/* Tasks that were preempted in a site go on until they have yielded by themselves. */
static int without_preemption(enum pvpatch_form want)
{
	int err;

	stop_preempting();
	synchronize_rcu_tasks();
	err = stop_and_write(want);
	go_on_preempting();
	return err;
}

static int switch_running(enum pvpatch_form want)
{
	int attempt, err = -EAGAIN;

	for (attempt = 0; attempt < ATTEMPTS && err == -EAGAIN; attempt++)
		err = without_preemption(want);
	return err == -EAGAIN ? -EBUSY : err;
}

/* What the user can do about it is the same whatever the reason. */
static int refuse(enum pvpatch_form want, const char *reason)
{
	pr_warn("%s: boot with pvops=%s instead of switching the running kernel\n",
		reason, pvpatch_form_name(want));
	return -EOPNOTSUPP;
}

/**
 * pvops_switch - give all sites of the running kernel a form
 * @want: the form
 *
 * Sites that a probe holds keep the form that they have, and are counted.
 *
 * Return: 0; -EOPNOTSUPP where a running kernel cannot be switched, with the
 * reason in the log; -EBUSY if others kept changing the preemption model.
 * Context: process context, may sleep; pvops_mutex must not be held.
 */
int pvops_switch(enum pvpatch_form want)
{
	struct pvops_sites *sites;
	int err;

	if (!pvops_state.backend)
		return -EOPNOTSUPP;
	if (preempt_model_rt())
		return refuse(want, "a real-time kernel preempts everything");
	if (!can_stop_preempting())
		return refuse(want, "this kernel always preempts its own code");

	mutex_lock(&pvops_mutex);
	list_for_each_entry(sites, &pvops_state.tables, list)
		pvops_sort(sites);
	err = switch_running(want);
	list_for_each_entry(sites, &pvops_state.tables, list)
		pvops_unsort(sites);
	if (!err) {
		pvops_state.mode = want;
		pvops_state.switches++;
	}
	mutex_unlock(&pvops_mutex);
	return err;
}
