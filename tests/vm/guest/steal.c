// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host runs something else while the guest computes: the kernel must show that time as
 * stolen, on the CPU that it was stolen from, and take it off what a task has used only
 * where it is to do so.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BUSY_MS = 1000, TICKS = 100 /* in a second of /proc/stat */ };

static long long now_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* The eighth number of a CPU's line. */
static long long stolen_ms(int cpu)
{
	char line[256], name[16];
	long long ticks = -1;
	FILE *f = fopen("/proc/stat", "re");

	snprintf(name, sizeof(name), "cpu%d ", cpu);
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, name, strlen(name)))
			sscanf(line + strlen(name), "%*s %*s %*s %*s %*s %*s %*s %lld", &ticks);
	if (f)
		fclose(f);
	if (ticks < 0)
		fail("/proc/stat has no stolen time of CPU %d", cpu);
	return ticks * 1000 / TICKS;
}

struct spell {
	long long passed, used, stolen;
};

/* Compute on one CPU for as long as the host is busy. */
static struct spell compute(int cpu)
{
	struct spell s;
	cpu_set_t set;
	long long end;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("CPU %d cannot be used", cpu);
	ask("busy %d", BUSY_MS);
	s.stolen = -stolen_ms(cpu);
	s.used = -now_ms(CLOCK_PROCESS_CPUTIME_ID);
	s.passed = -now_ms(CLOCK_MONOTONIC);
	end = BUSY_MS - s.passed;
	while (now_ms(CLOCK_MONOTONIC) < end)
		;
	s.passed += now_ms(CLOCK_MONOTONIC);
	s.used += now_ms(CLOCK_PROCESS_CPUTIME_ID);
	s.stolen += stolen_ms(cpu);
	return s;
}

/*
 * With one CPU for the guest and the other program, each gets about half of it. A fifth
 * is enough here: the host may favour the guest, and it does other things, too.
 */
static void judge(int cpu, const struct spell *s, bool accounted)
{
	say("stolen", "cpu %d: %lld ms passed, %lld used, %lld stolen", cpu, s->passed,
	    s->used, s->stolen);
	if (s->stolen < s->passed / 5)
		fail("the host was busy for %d ms, but CPU %d sees %lld ms stolen", BUSY_MS,
		     cpu, s->stolen);
	if (accounted && s->used > s->passed - s->stolen / 2)
		fail("%lld of %lld ms were stolen, but the task is charged %lld ms", s->stolen,
		     s->passed, s->used);
	if (!accounted && s->used < s->passed - s->stolen / 2)
		fail("stolen time is not to be accounted for, but the task is charged %lld of %lld ms",
		     s->used, s->passed);
}

void steal_check(const struct expect *e)
{
	bool accounted = strstr(e->features, "steal-accounting");
	cpu_set_t all;

	if (sched_getaffinity(0, sizeof(all), &all))
		fail("which CPUs may be used is not known");
	for (int cpu = 0; cpu < e->cpus; cpu++) {
		struct spell s = compute(cpu);

		judge(cpu, &s, accounted);
	}
	sched_setaffinity(0, sizeof(all), &all);
}
