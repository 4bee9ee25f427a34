// SPDX-License-Identifier: GPL-2.0-only
/*
 * Idle CPUs that are woken: another one by this CPU, and this one by its timer.
 */
#include <linux/hrtimer.h>
#include <linux/sched.h>
#include "bench.h"

#define NAP_NS		20000U

static void nothing(void)
{
}

/* Until the thread has run; the other CPU then goes back to idle by itself. */
static int wake_other(unsigned int times)
{
	unsigned long before;
	u64 begin;

	bench_other_will(nothing);
	while (times--) {
		before = bench_other_done();
		begin = bench_now();
		bench_other_wake();
		bench_wait_for(bench_other_done() != before);
		bench_sample(begin, bench_now());
	}
	return 0;
}

/* The filler runs meanwhile. */
void bench_nap(unsigned int ns)
{
	ktime_t time = ns_to_ktime(ns);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&time, HRTIMER_MODE_REL);
}

static int nap(unsigned int times)
{
	u64 begin;

	while (times--) {
		begin = bench_now();
		bench_nap(NAP_NS);
		bench_sample(begin, bench_now());
	}
	return 0;
}

const struct bench_row bench_sleep[] = {
	{ "wake_other", wake_other },
	{ "nap", nap },
	{ },
};
