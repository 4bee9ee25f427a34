// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table entries as values: from what memory holds to what the kernel computes
 * with, and back.
 */
#include <linux/pgtable.h>
#include "bench.h"

#define ENTRY_OF(level)	unsigned long entry = native_##level##_val(*arena->level##p)
#define VALUE_OF(level)	unsigned long val = level##_val(*arena->level##p)

#define ENTRY_ROWS(level)						\
static __always_inline unsigned long level##_value(unsigned long entry)	\
{									\
	return level##_val(native_make_##level(entry));			\
}									\
									\
static __always_inline unsigned long level##_entry(unsigned long val)	\
{									\
	return native_##level##_val(__##level(val));			\
}									\
									\
BENCH_LOOP(level##_to_value, ENTRY_OF(level), BENCH_MAP(entry, level##_value), ) \
BENCH_LOOP(level##_from_value, VALUE_OF(level), BENCH_MAP(val, level##_entry), ) \
BENCH_LOOP(level##_copy, ENTRY_OF(level), BENCH_COPY(entry), )

ENTRY_ROWS(pte)
ENTRY_ROWS(pmd)
ENTRY_ROWS(pud)
ENTRY_ROWS(p4d)
ENTRY_ROWS(pgd)

#define ENTRY(level)							\
	{ .ops = "mmu." #level "_val", .what = "a live entry",		\
	  .run = level##_to_value, .empty = level##_copy },		\
	{ .ops = "mmu.make_" #level, .what = "the value of a live entry", \
	  .run = level##_from_value, .empty = level##_copy }

const struct bench_row bench_entries[] = {
	ENTRY(pte),
	ENTRY(pmd),
	ENTRY(pud),
	ENTRY(p4d),
	ENTRY(pgd),
	{ },
};
