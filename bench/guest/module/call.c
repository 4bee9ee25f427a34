// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calling a function on other CPUs, which idle, and waiting until they have done it.  Or
 * only sending it, where one of them, the filler, is busy and comes after this CPU in the
 * host: it does it when this one sleeps.
 */
#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/preempt.h>
#include <linux/smp.h>
#include "bench.h"

/*
 * Enough for the filler to take the interrupt.  If a timer expired before that was over,
 * QEMU's fault (host/tally.c) would kill the guest each time.
 */
#define FILLERS_TURN_NS	100000U

static atomic_t calls;

static void called(void *unused)
{
	atomic_inc(&calls);
}

static int call_one(unsigned int times)
{
	u64 begin;

	while (times--) {
		begin = bench_now();
		smp_call_function_single(BENCH_FIRST_OTHER, called, NULL, 1);
		bench_sample(begin, bench_now());
	}
	return 0;
}

/* All CPUs from BENCH_FIRST_OTHER to @last. */
static void call_many(unsigned int times, unsigned int last, bool wait)
{
	static struct cpumask mask;
	unsigned int cpu, expected = 0;
	u64 begin;

	atomic_set(&calls, 0);
	cpumask_clear(&mask);
	for (cpu = BENCH_FIRST_OTHER; cpu <= last; cpu++)
		cpumask_set_cpu(cpu, &mask);
	while (times--) {
		begin = bench_now();
		preempt_disable();
		smp_call_function_many(&mask, called, NULL, wait);
		preempt_enable();
		bench_sample(begin, bench_now());
		expected += last + 1 - BENCH_FIRST_OTHER;
		while ((unsigned int)atomic_read(&calls) != expected)
			bench_nap(FILLERS_TURN_NS);
	}
}

static int call_some(unsigned int times)
{
	call_many(times, bench_filler() - 1, true);
	return 0;
}

static int call_all(unsigned int times)
{
	call_many(times, bench_filler(), true);
	return 0;
}

static int call_preempted(unsigned int times)
{
	call_many(times, bench_filler(), false);
	return 0;
}

const struct bench_row bench_call[] = {
	{ "call_one", call_one },
	{ "call_some", call_some },
	{ "call_all", call_all },
	{ "call_preempted", call_preempted },
	{ },
};
