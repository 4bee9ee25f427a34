// SPDX-License-Identifier: GPL-2.0-only
/*
 * perf_event_open(2) with one group of two counters, or rdtsc.
 *
 * The time-stamp counter runs at a constant rate whatever the core does, so that its
 * users measure the length of a cycle too (bench/cpu/filler.S, chain).
 */
#include "clock.h"

#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <x86intrin.h>

static int group = -1;

static int open_counter(uint64_t config)
{
	struct perf_event_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.size = sizeof(attr);
	attr.type = PERF_TYPE_HARDWARE;
	attr.config = config;
	attr.read_format = PERF_FORMAT_GROUP;
	attr.exclude_kernel = 1;
	attr.exclude_hv = 1;
	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, group, 0);
}

static bool read_group(struct reading *now)
{
	uint64_t values[3];	/* number of counters, then each; perf_event_open(2) */

	if (read(group, values, sizeof(values)) != sizeof(values))
		return false;
	now->ticks = values[1];
	now->instructions = values[2];
	return true;
}

bool clock_open(bool counters)
{
	struct reading before, after;

	if (!counters)
		return true;
	group = open_counter(PERF_COUNT_HW_CPU_CYCLES);
	if (group < 0 || open_counter(PERF_COUNT_HW_INSTRUCTIONS) < 0)
		return false;
	/* A virtual machine may offer counters that never count. */
	return read_group(&before) && read_group(&after) &&
	       after.ticks > before.ticks && after.instructions > before.instructions;
}

struct reading clock_read(void)
{
	struct reading now = { 0, 0 };

	if (group >= 0) {
		read_group(&now);
		return now;
	}
	_mm_lfence();
	now.ticks = __rdtsc();
	_mm_lfence();
	return now;
}
