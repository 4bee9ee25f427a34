/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest program of the benchmark: process 1 of the kernel under test.  It
 * repeats each operation in rounds; the emulator sees the markers around a round
 * and counts the kernel's instructions between them.
 *
 * A workload is a function run_NAME() that does the operation so many times, its
 * row in WORKLOADS, and a function that prepares what it works on.
 */
#ifndef PVOPS_BENCH_WORKLOADS_BENCH_H
#define PVOPS_BENCH_WORKLOADS_BENCH_H

#include <stddef.h>

#include "guest.h"

enum { PAGE = 4096, PATH_PAGES = 64 };

/* A file of PATH_PAGES pages, a few folders deep; the runner puts it there. */
#define PATH	"/data/some/folders/deep/file"
/* This program itself; with this argument it exits at once. */
#define SELF	"/init"
#define EXIT	"--exit"

/*
 * X(name, operations, prepare): in one round so many that it takes about 25
 * million instructions: the pause at its end then is a small part of it.
 */
#define WORKLOADS(X)					\
	X(empty,		1,	prepare_nothing)	\
	X(getpid,		120000,	prepare_nothing)	\
	X(clock_gettime,	80000,	prepare_nothing)	\
	X(read_zero,		60000,	prepare_devices)	\
	X(write_null,		80000,	prepare_devices)	\
	X(stat,			14000,	prepare_nothing)	\
	X(open_close,		8000,	prepare_nothing)	\
	X(signal,		6000,	prepare_signal)		\
	X(sched_yield,		40000,	prepare_nothing)	\
	X(pipe_pingpong,	3600,	prepare_pipe_pingpong)	\
	X(futex_pingpong,	4800,	prepare_futex_pingpong)	\
	X(switch_ring,		400,	prepare_switch_ring)	\
	X(fork_exit_wait,	120,	prepare_nothing)	\
	X(fork_1mb,		100,	prepare_megabyte)	\
	X(fork_exec,		40,	prepare_nothing)	\
	X(mmap_touch_munmap,	220,	prepare_nothing)	\
	X(mprotect_64,		1000,	prepare_protect)	\
	X(file_fault_64,	480,	prepare_file)		\
	X(cow_16,		400,	prepare_file)		\
	X(fault_storm,		24,	prepare_storm)		\
	X(mmap_perf,		2,	prepare_nothing)

/**
 * struct workload - one row of the table
 * @name:    as on the command line and in the results
 * @ops:     operations in one round
 * @prepare: once, before the first round, in the process that runs the rounds
 * @run:     does the operation that many times
 * @begin:   marker before a round
 * @end:     marker after it
 */
struct workload {
	const char *name;
	unsigned int ops;
	void (*prepare)(void);
	void (*run)(unsigned int ops);
	void (*begin)(void);
	void (*end)(void);
};

/* Ends at a row without a name. */
extern const struct workload workloads[];

/* The emulator ends the run here. */
void mark_stop(void);

#define X(name, number, ready)				\
	void ready(void);				\
	void run_##name(unsigned int ops);		\
	void mark_begin_##name(void);			\
	void mark_end_##name(void);
WORKLOADS(X)
#undef X

/* run.c: all rounds of one workload, in a process of its own. */
struct plan {
	unsigned int warmup, rounds;
	char only[512];			/* names with commas, or empty for all */
};

void run_workload(const struct workload *w, const struct plan *plan);

/* build_id.c: which kernel this is */
void say_build(void);

/* mitigations.c: how the kernel deals with the faults of this CPU, line by line */
void say_mitigations(void);

/* memory.c: private anonymous memory that can be read and written */
char *map_pages(size_t pages);
/* Write one byte of each page. */
void touch(char *pages, size_t count);

#endif
