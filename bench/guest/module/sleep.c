// SPDX-License-Identifier: GPL-2.0-only
/*
 * Idle CPUs that are woken: another one by this CPU, and this one by its timer.
 */
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include "bench.h"

#define NAP_NS		20000

static unsigned long wakeups;

static int sleeper(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
		WRITE_ONCE(wakeups, wakeups + 1);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Until the thread has run; the other CPU then goes back to idle by itself. */
static int wake_other(unsigned int times)
{
	struct task_struct *task;
	unsigned long seen;
	u64 begin;

	task = kthread_create_on_cpu(sleeper, NULL, BENCH_FIRST_OTHER, "bench/%u");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_up_process(task);
	schedule_timeout_uninterruptible(2);
	while (times--) {
		seen = READ_ONCE(wakeups);
		begin = bench_now();
		wake_up_process(task);
		bench_wait_for(READ_ONCE(wakeups) != seen);
		bench_sample(begin, bench_now());
	}
	kthread_stop(task);
	return 0;
}

/* The filler runs meanwhile. */
void bench_nap(void)
{
	ktime_t time = ns_to_ktime(NAP_NS);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
}

static int nap(unsigned int times)
{
	u64 begin;

	while (times--) {
		begin = bench_now();
		bench_nap();
		bench_sample(begin, bench_now());
	}
	return 0;
}

const struct bench_row bench_sleep[] = {
	{ "wake_other", wake_other },
	{ "nap", nap },
	{ },
};
