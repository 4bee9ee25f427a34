// SPDX-License-Identifier: GPL-2.0-only
/* Reading the time inside the kernel.  A sample is many reads, in a loop of few turns. */
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>
#include "bench.h"

#define TURNS	8

#define EIGHT_TIMES(statement)						\
	statement; statement; statement; statement;			\
	statement; statement; statement; statement

#define ROW(name, statement)						\
static int name(unsigned int times)					\
{									\
	unsigned int i;							\
	u64 begin;							\
									\
	while (times--) {						\
		begin = bench_now();					\
		for (i = 0; i < TURNS; i++) {				\
			EIGHT_TIMES(statement);				\
		}							\
		bench_sample(begin, bench_now());			\
	}								\
	return 0;							\
}

/* The loop alone, which is in the samples of all others, too. */
ROW(empty, asm volatile(""))
ROW(calibrate, asm volatile("nop"))
ROW(monotonic, ktime_get())
ROW(scheduler, sched_clock())

const struct bench_row bench_clock[] = {
	{ "empty", empty },
	{ "calibrate", calibrate },
	{ "ktime_get", monotonic },
	{ "sched_clock", scheduler },
	{ },
};
