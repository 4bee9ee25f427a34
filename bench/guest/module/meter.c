// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counting.  In QEMU's emulator with "-icount shift=0" the time-stamp counter advances by
 * one for each instruction that the machine executes, be it the guest's or its host's,
 * and by more while the whole machine sleeps.  It must not: where a row sleeps, a thread
 * of the guest program runs on the filler, at the lowest priority that the host has.  It
 * counts its turns, each of which is three instructions, and these are taken off here.
 */
#include <linux/uaccess.h>
#include "bench.h"

#define INSTRUCTIONS_A_TURN	3

/* An address in the task that runs the rows. */
u64 bench_filler_turns;

static struct bench_samples samples;

/* Instructions from some moment on, without the filler's. */
u64 bench_now(void)
{
	u64 turns = 0;

	if (get_user(turns, (const u64 __user *)bench_filler_turns))
		return 0;
	return rdtsc_ordered() - turns * INSTRUCTIONS_A_TURN;
}

void bench_reset(void)
{
	samples.used = 0;
}

/**
 * bench_sample - keep what one operation took
 * @begin: bench_now() before it
 * @end:   bench_now() after it
 */
void bench_sample(u64 begin, u64 end)
{
	if (samples.used < BENCH_MAX_TIMES)
		samples.ticks[samples.used++] = end - begin;
}

const struct bench_samples *bench_result(void)
{
	return &samples;
}
