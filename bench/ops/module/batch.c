// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a loop to a number.
 *
 * A row's loop is run with N turns and with 2 N turns, many times each.  The fastest
 * short run is subtracted from the fastest long one: what is left is N turns, without
 * the time stamps, the call, and what the row does before and after its loop.  The
 * same is done with the empty loop, and subtracted.  The medians are treated alike.
 * (Differences of single pairs would not do: a disturbed short run would make its
 * difference too small, and the minimum would pick exactly that one.)
 *
 * A tick is one of the time-stamp counter.  In QEMU's emulator with "-icount shift=0"
 * the counter is the virtual clock, which advances by one nanosecond for each
 * instruction that the machine executes: ticks are instructions there, of the guest
 * and of whatever hypervisor runs inside that machine, and they repeat.  The row
 * "calibrate.nop" shows whether that is so: a NOP takes 1.00.  Everywhere else ticks
 * are time.
 */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sort.h>
#include <asm/msr.h>
#include "bench.h"

#define TURNS		4
#define BATCHES		15

BENCH_LOOP(empty_loop, , BENCH_NOTHING, )

void bench_empty(const struct bench_arena *arena, unsigned int turns)
{
	empty_loop(arena, turns);
}

static u64 timed(const struct bench_arena *arena, bench_fn *run, unsigned int turns)
{
	u64 begin = rdtsc_ordered();

	run(arena, turns);
	return rdtsc_ordered() - begin;
}

static u64 batch(const struct bench_arena *arena, bench_fn *run,
		 unsigned int turns, enum bench_context context)
{
	unsigned long flags;
	u64 ticks;

	switch (context) {
	case BENCH_SLEEPS:
		return timed(arena, run, turns);
	case BENCH_PREEMPT_OFF:
		preempt_disable();
		ticks = timed(arena, run, turns);
		preempt_enable();
		return ticks;
	default:
		local_irq_save(flags);
		ticks = timed(arena, run, turns);
		local_irq_restore(flags);
		return ticks;
	}
}

static int compare(const void *a, const void *b)
{
	u64 one = *(const u64 *)a, other = *(const u64 *)b;

	return one < other ? -1 : one > other;
}

/* Ticks of a run of that many turns. */
static struct bench_result batches(const struct bench_arena *arena, bench_fn *run,
				   unsigned int turns, enum bench_context context)
{
	u64 ticks[BATCHES];
	int i;

	for (i = 0; i < BATCHES; i++)
		ticks[i] = batch(arena, run, turns, context);
	sort(ticks, BATCHES, sizeof(*ticks), compare, NULL);
	return (struct bench_result){ ticks[0], ticks[BATCHES / 2] };
}

/* Ticks of TURNS turns only, without those around them. */
static struct bench_result turns_alone(const struct bench_arena *arena,
				       bench_fn *run, enum bench_context context)
{
	struct bench_result once = batches(arena, run, TURNS, context);
	struct bench_result twice = batches(arena, run, 2 * TURNS, context);

	return (struct bench_result){ twice.min - once.min,
				      twice.median - once.median };
}

/**
 * bench_measure - what a row's operations cost
 * @arena: what they work on
 * @row:   the row, which can run here
 *
 * Context: process context, may sleep between batches.
 */
struct bench_result bench_measure(const struct bench_arena *arena,
				  const struct bench_row *row)
{
	struct bench_result with = turns_alone(arena, row->run, row->context);
	struct bench_result without = turns_alone(arena, row->empty ?: bench_empty,
						  row->context);

	return (struct bench_result){
		(with.min - without.min) * 100 / (TURNS * BENCH_UNROLL),
		(with.median - without.median) * 100 / (TURNS * BENCH_UNROLL),
	};
}
