// SPDX-License-Identifier: GPL-2.0-only
/*
 * The load: one child pinned to each CPU that repeats the basic checks until it
 * is told to stop. A child that finds a wrong byte leaves its reason in shared
 * memory and dies; process 1 notices at its next step.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_CPUS = 64, POLL_US = 5000 };

struct worker {
	atomic_ulong checks;
	atomic_bool broken;
	char reason[160];
	pid_t pid;
};

enum { ANYWHERE = -1 };

static struct {
	atomic_bool stop;
	int count;
	struct worker worker[MAX_CPUS];
} *load;

/*
 * By system call: sched_getcpu() asks the vDSO, which reads a segment limit, and on
 * a Xen PV guest of upstream's kernel that segment is not always there.
 */
static int current_cpu(void)
{
	unsigned int cpu = MAX_CPUS;

	syscall(SYS_getcpu, &cpu, NULL, NULL);
	return cpu;
}

static const char *pin_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? "it cannot be pinned" : NULL;
}

_Noreturn static void work(struct worker *w, int cpu)
{
	const struct check *c = basics;
	const char *reason = cpu == ANYWHERE ? NULL : pin_to(cpu);

	while (!reason && !atomic_load(&load->stop)) {
		reason = c->run();
		if (!reason && cpu != ANYWHERE && current_cpu() != cpu)
			reason = "the child left its CPU";
		atomic_fetch_add(&w->checks, 1);
		if (!reason && !(++c)->name)
			c = basics;
	}
	if (!reason)
		_exit(0);
	snprintf(w->reason, sizeof(w->reason), "%s: %s", c->name, reason);
	atomic_store(&w->broken, true);
	_exit(1);
}

static void start(int cpus, bool pinned)
{
	if (cpus > MAX_CPUS)
		fail("this program knows %d cpus at most", MAX_CPUS);
	load = mmap(NULL, sizeof(*load), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (load == MAP_FAILED)
		fail("no memory for the load");
	load->count = cpus;
	for (int cpu = 0; cpu < cpus; cpu++) {
		pid_t pid = fork();

		if (pid == 0)
			work(&load->worker[cpu], pinned ? cpu : ANYWHERE);
		if (pid < 0)
			fail("fork of the load failed");
		load->worker[cpu].pid = pid;
	}
}

/* A child killed by the kernel leaves no reason behind; waitpid knows. */
static void check_worker(int cpu)
{
	struct worker *w = &load->worker[cpu];
	int status;

	if (atomic_load(&w->broken))
		fail("load on cpu %d: %s", cpu, w->reason);
	if (waitpid(w->pid, &status, WNOHANG) == w->pid)
		fail("load on cpu %d died, wait status 0x%x", cpu, status);
}

void load_start(int cpus)
{
	start(cpus, true);
}

void load_start_unpinned(int workers)
{
	start(workers, false);
}

/*
 * Wait until every CPU has begun and finished this many checks since the call: the
 * one that was under way does not count. The watchdog bounds the wait.
 */
void load_advance(unsigned long checks)
{
	unsigned long goal[MAX_CPUS];

	for (int cpu = 0; cpu < load->count; cpu++)
		goal[cpu] = atomic_load(&load->worker[cpu].checks) + checks + 1;
	for (int cpu = 0; cpu < load->count; cpu++)
		while (atomic_load(&load->worker[cpu].checks) < goal[cpu]) {
			check_worker(cpu);
			usleep(POLL_US);
		}
}

unsigned long load_stop(void)
{
	unsigned long checks = 0;

	atomic_store(&load->stop, true);
	for (int cpu = 0; cpu < load->count; cpu++) {
		struct worker *w = &load->worker[cpu];
		int status;

		if (waitpid(w->pid, &status, 0) != w->pid)
			fail("load on cpu %d is not our child any more", cpu);
		if (status)
			fail("load on cpu %d ended with status 0x%x: %s", cpu,
			     status, w->reason);
		checks += atomic_load(&w->checks);
	}
	return checks;
}
