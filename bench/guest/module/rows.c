// SPDX-License-Identifier: GPL-2.0-only
/* The rows of all files. */
#include <linux/kernel.h>
#include <linux/string.h>
#include "bench.h"

static const struct bench_row *const parts[] = {
	bench_clock, bench_call, bench_irq, bench_sleep, bench_lock,
};

/**
 * bench_find_row - the row of a name
 * @name: as in the row
 *
 * Return: the row, or NULL if there is none.
 */
const struct bench_row *bench_find_row(const char *name)
{
	const struct bench_row *row;
	unsigned int part;

	for (part = 0; part < ARRAY_SIZE(parts); part++)
		for (row = parts[part]; row->name; row++)
			if (!strcmp(row->name, name))
				return row;
	return NULL;
}
