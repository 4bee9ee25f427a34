// SPDX-License-Identifier: GPL-2.0-only
/* The parts of the CPUs, and the one that runs when no other does. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <unistd.h>

#include "guest.h"

#include "bench.h"

enum { MAX_CPUS = 16 };

volatile uint64_t filler_turns;
static volatile bool stop;
static sem_t start;

static int last_cpu(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) - 1;
}

void pin_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("no CPU %d", cpu);
}

/* Three instructions a turn, which meter.c takes off. */
static void fill(void)
{
	asm volatile("1: incq %[turns]\n\t"
		     "cmpb $0, %[stop]\n\t"
		     "je 1b"
		     : [turns] "+m" (filler_turns) : [stop] "m" (stop) : "cc");
}

static void *filler_thread(void *unused)
{
	(void)unused;
	pin_to(last_cpu());
	for (;;) {
		sem_wait(&start);
		fill();
	}
	return NULL;
}

/* Returns when it runs. */
void filler_start(void)
{
	uint64_t turns = filler_turns;

	stop = false;
	sem_post(&start);
	while (filler_turns == turns)
		usleep(100);
}

void filler_stop(void)
{
	stop = true;
}

/* A letter for each CPU, as the host understands it (host/tally.c). */
const char *cpus_parts(bool filler)
{
	static char letters[MAX_CPUS + 1];
	int end = last_cpu();

	for (int cpu = 0; cpu <= end && cpu < MAX_CPUS; cpu++)
		letters[cpu] = cpu == 0 ? 'm' : filler && cpu == end ? 'f' : 'a';
	return letters;
}

void cpus_prepare(void)
{
	pthread_t thread;

	if (last_cpu() < 3)
		fail("%d CPUs, but there have to be four", last_cpu() + 1);
	pin_to(0);
	sem_init(&start, 0, 0);
	if (pthread_create(&thread, NULL, filler_thread, NULL))
		fail("no thread");
}
