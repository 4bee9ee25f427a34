// SPDX-License-Identifier: GPL-2.0-only
/* Samples of rows that run in user space; module/meter.c says how they are counted. */
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"

#include "bench.h"

enum { INSTRUCTIONS_A_TURN = 3 };

static int64_t ticks[MAX_TIMES];
static int used;

uint64_t now(void)
{
	uint64_t low, high, turns = filler_turns;

	asm volatile("lfence; rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return (high << 32 | low) - turns * INSTRUCTIONS_A_TURN;
}

void samples_reset(void)
{
	used = 0;
}

void sample(uint64_t begin, uint64_t end)
{
	if (used < MAX_TIMES)
		ticks[used++] = end - begin;
}

static int compare(const void *a, const void *b)
{
	int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;

	return one < other ? -1 : one > other;
}

/* NAME ROUND COUNT MINIMUM QUARTILE MEDIAN QUARTILE MAXIMUM MEAN */
void samples_note(const char *name, int round)
{
	int64_t sum = 0;

	if (!used)
		fail("%s has no samples", name);
	for (int i = 0; i < used; i++)
		sum += ticks[i];
	qsort(ticks, used, sizeof(ticks[0]), compare);
	module_tell("host", "note %s %d %d %jd %jd %jd %jd %jd %jd\n", name, round, used,
		    ticks[0], ticks[used / 4], ticks[used / 2], ticks[used * 3 / 4],
		    ticks[used - 1], sum / used);
}
