// SPDX-License-Identifier: GPL-2.0-only
/* The rows of all files, one after the other, and the one that explains a tick. */
#include <linux/kernel.h>
#include "bench.h"

BENCH_LOOP(one_nop, , asm volatile("nop"), )

static const struct bench_row bench_calibrate[] = {
	{ .ops = "calibrate.nop", .what = "one NOP, no operation: what a tick is",
	  .run = one_nop },
	{ },
};

static const struct bench_row *const parts[] = {
	bench_calibrate, bench_irq, bench_cpu, bench_descriptors, bench_msr,
	bench_entries, bench_tables, bench_tlb, bench_space, bench_lock,
};

/**
 * bench_row - the rows in the order of the results
 * @i: from 0
 *
 * Return: row @i, or NULL after the last one.
 */
const struct bench_row *bench_row(unsigned int i)
{
	const struct bench_row *row;
	unsigned int part;

	for (part = 0; part < ARRAY_SIZE(parts); part++)
		for (row = parts[part]; row->ops; row++)
			if (!i--)
				return row;
	return NULL;
}
