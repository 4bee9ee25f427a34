/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * guest_bench: what a guest's kernel asks of its host, operation by operation.
 *
 * A row is a function that executes its operation a given number of times in the task
 * that asked for it, which is bound to CPU 0, and stores what each took.  Only names
 * that any kernel has for modules are used, so that the same source is built for both
 * kernels that are compared.
 *
 * The CPUs have parts: 0 measures; 1 up to the last but one are others that are asked for
 * something and otherwise idle; the last is the filler, on which a thread of the guest
 * program counts while a row sleeps, so that the machine never does (meter.c).
 */
#ifndef GUEST_BENCH_H
#define GUEST_BENCH_H

#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/types.h>
#include <asm/msr.h>

#define BENCH_MAX_TIMES		1024

/**
 * struct bench_samples - what each operation of a batch took
 * @used:  how many there are
 * @ticks: instructions of each
 */
struct bench_samples {
	unsigned int used;
	u64 ticks[BENCH_MAX_TIMES];
};

/**
 * struct bench_row - one operation
 * @name: as the guest program asks for it
 * @run:  executes it @times times and calls bench_sample() for each
 */
struct bench_row {
	const char *name;
	int (*run)(unsigned int times);
};

/* rows.c */
const struct bench_row *bench_find_row(const char *name);

/* meter.c */
extern u64 bench_filler_turns;
u64 bench_now(void);
void bench_reset(void);
void bench_sample(u64 begin, u64 end);
const struct bench_samples *bench_result(void);

/* The CPUs that are asked are those from here to the one before the filler. */
#define BENCH_FIRST_OTHER	1

static inline unsigned int bench_filler(void)
{
	return num_online_cpus() - 1;
}

/* other.c */
int bench_other_start(void);
void bench_other_stop(void);
void bench_other_will(void (*do_work)(void));
void bench_other_wake(void);
unsigned long bench_other_done(void);

/* sleep.c: until a timer that comes soon */
void bench_nap(unsigned int ns);

/* stand.c */
void bench_stand(void);
void bench_wait_until_it_stands(void);
void bench_release(unsigned int cpu);

/* Wait for something that another CPU or an interrupt does. */
#define bench_wait_for(condition)	\
do {					\
	while (!(condition))		\
		cpu_relax();		\
} while (0)

/* One array for each part of the kernel; the last row has no name. */
extern const struct bench_row bench_clock[], bench_call[], bench_irq[], bench_sleep[],
	bench_lock[];

#endif
