/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest program of bench/guest: what its files share. */
#ifndef PVOPS_BENCH_GUEST_BENCH_H
#define PVOPS_BENCH_GUEST_BENCH_H

#include <stdbool.h>
#include <stdint.h>

enum { MAX_TIMES = 1024, FIRST_OTHER = 1 };

/**
 * struct row - one operation that is measured
 * @name:   in the results; where @run is NULL, also the module's name for it
 * @what:   for a person
 * @per:    operations in a sample
 * @times:  samples in a batch
 * @filler: the last CPU runs when no other does; otherwise it idles until it is asked
 * @run:    executes it; NULL: the module does
 * @before: before a batch; may be NULL
 * @after:  after a batch; may be NULL
 */
struct row {
	const char *name;
	const char *what;
	int per;
	int times;
	bool filler;
	void (*run)(int times);
	void (*before)(void);
	void (*after)(void);
};

/* rows.c; the last one has no name */
extern const struct row rows[];

/* meter.c */
uint64_t now(void);
void sample(uint64_t begin, uint64_t end);
void samples_reset(void);
void samples_note(const char *name, int round);

/* module.c; the files are in module/main.c */
void module_load(void);
void module_tell(const char *file, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void module_samples(void);

/* cpus.c: 0 measures, the last one may be busy, all others are asked */
void cpus_prepare(void);
const char *cpus_parts(bool filler);
void pin_to(int cpu);
void filler_start(void);
void filler_stop(void);
extern volatile uint64_t filler_turns;

/* neighbour.c: a thread of this process on FIRST_OTHER */
void neighbour_prepare(void);
void neighbour_stands(void);
void neighbour_sleeps(void);

/* clock.c, memory.c */
void run_empty(int times);
void run_clock(int times);
void run_protect(int times);

#endif
