// SPDX-License-Identifier: GPL-2.0-only
/* Reading the time in a program.  A sample is many reads, as in module/clock.c. */
#include <time.h>

#include "bench.h"

enum { TURNS = 8 };

#define EIGHT_TIMES(statement)						\
	statement; statement; statement; statement;			\
	statement; statement; statement; statement

#define ROW(name, statement)						\
void name(int times)							\
{									\
	struct timespec t;						\
	uint64_t begin;							\
									\
	while (times--) {						\
		begin = now();						\
		for (int i = 0; i < TURNS; i++) {			\
			EIGHT_TIMES(statement);				\
		}							\
		sample(begin, now());					\
	}								\
}

ROW(run_empty, asm volatile("" : : "m" (t)))
ROW(run_clock, clock_gettime(CLOCK_MONOTONIC, &t))
