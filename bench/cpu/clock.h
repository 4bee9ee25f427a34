/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What time is measured with: the CPU's own counters of cycles and instructions
 * where the kernel lets us have them, else the time-stamp counter.
 */
#ifndef PVOPS_BENCH_CPU_CLOCK_H
#define PVOPS_BENCH_CPU_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/**
 * struct reading - a point in time, or the distance of two
 * @ticks:        of the time-stamp counter, or cycles in user space
 * @instructions: executed in user space; 0 if they are not counted
 */
struct reading {
	uint64_t ticks;
	uint64_t instructions;
};

/**
 * clock_open - choose the clock for clock_read()
 * @counters: use performance counters, not the time-stamp counter
 *
 * Return: whether that clock works here.
 */
bool clock_open(bool counters);

/**
 * clock_read - the time now
 *
 * All earlier instructions have been executed, no later one has begun.
 */
struct reading clock_read(void);

#endif
