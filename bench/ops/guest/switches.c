// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a switch from one form to another costs.  The file is written by us, the sites
 * by the kernel's stopper thread of CPU 0 on our behalf, and in between the kernel
 * sleeps until no task is in a trampoline any more.  So three numbers: ticks of
 * the time-stamp counter from before the write to after it, sleep included; the CPU
 * time of the stopper thread, which does nothing but patch; and our own.
 */
#define _GNU_SOURCE
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <x86intrin.h>

#include "bench.h"

#define STOPPER	"migration/0"

/* Each ordered pair of forms once; the first is the one before. */
static const char *const path[] = {
	"inline", "direct", "indirect", "inline", "indirect", "direct", "inline", "inline",
};
enum { STEPS = sizeof(path) / sizeof(path[0]), ROUNDS = 3 };

static int is_stopper(const char *pid)
{
	char file[64], name[32] = "";
	FILE *f;

	snprintf(file, sizeof(file), "/proc/%.16s/comm", pid);
	f = fopen(file, "re");
	if (!f)
		return 0;
	if (!fgets(name, sizeof(name), f))
		name[0] = '\0';
	fclose(f);
	name[strcspn(name, "\n")] = '\0';
	return !strcmp(name, STOPPER);
}

static clockid_t stopper_clock(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	clockid_t id;
	int pid = 0;

	while (proc && (entry = readdir(proc)) && !pid)
		if (is_stopper(entry->d_name))
			pid = atoi(entry->d_name);
	if (proc)
		closedir(proc);
	if (!pid || clock_getcpuclockid(pid, &id))
		fail("no CPU clock of the kernel thread " STOPPER);
	return id;
}

static long long ns(clockid_t id)
{
	struct timespec t;

	if (clock_gettime(id, &t))
		fail("clock_gettime: %s", strerror(errno));
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void time_switch(const char *from, const char *to, clockid_t stopper)
{
	long long writer = ns(stopper), caller = ns(CLOCK_THREAD_CPUTIME_ID);
	unsigned long long ticks = __rdtsc();

	pvfs_set_mode(to);
	ticks = __rdtsc() - ticks;
	caller = ns(CLOCK_THREAD_CPUTIME_ID) - caller;
	writer = ns(stopper) - writer;
	say("switch", "%s %s %llu %lld %lld", from, to, ticks, writer, caller);
}

/* How many ticks a nanosecond of those clocks is. */
static void compare_clocks(void)
{
	long long begin = ns(CLOCK_MONOTONIC), wall;
	unsigned long long ticks = __rdtsc();

	while (ns(CLOCK_MONOTONIC) - begin < 10000000)
		;
	ticks = __rdtsc() - ticks;
	wall = ns(CLOCK_MONOTONIC) - begin;
	say("ticks_per_us", "%llu.%02llu", ticks * 1000 / wall, ticks * 100000 / wall % 100);
}

void switches_time(void)
{
	clockid_t stopper = stopper_clock();
	struct stats s;

	compare_clocks();
	pvfs_set_mode(path[0]);
	pvfs_stats(&s);
	say("switch_sites", "%llu", s.v[STAT_sites]);
	for (int round = 0; round < ROUNDS; round++)
		for (int i = 1; i < STEPS; i++)
			time_switch(path[i - 1], path[i], stopper);
}
