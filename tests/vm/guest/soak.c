// SPDX-License-Identifier: GPL-2.0-only
/*
 * The usual load, and modules, and switches of the form, over and over for prove.minutes=: what
 * goes wrong once in a while, or is lost a little each time, shows. Memory that is free after
 * the first round must be free after the last.
 */
#include "prove.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEPT_KIB = 8192 };	/* caches that have not come to rest in one round */

static long long available_kib(void)
{
	long long kib = 0;
	char line[128];
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemAvailable: %lld", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib;
}

static void round_of_all(const struct expect *e)
{
	load_start(e->cpus);
	modes_switch_under_load(module_check_with_stats);
	load_advance(LOAD_FULL_PASS);
	say("load_checks", "%lu", load_stop());
	module_check_switched();
}

void stress_soak(const struct expect *e)
{
	time_t end = time(NULL) + 60 * e->minutes;
	long long first, last;
	int rounds = 1;

	step("soak");
	round_of_all(e);
	first = available_kib();
	for (; time(NULL) < end; rounds++)
		round_of_all(e);
	last = available_kib();
	say("rounds", "%d, %lld KiB free after the first, %lld after the last", rounds, first, last);
	if (last + KEPT_KIB < first)
		fail("%lld KiB were free after one round, %lld are after %d", first, last, rounds);
}
