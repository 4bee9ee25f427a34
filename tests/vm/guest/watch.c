// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock never goes back, on whatever CPU and whichever way it is read: one child for
 * each CPU reads it again and again, and compares with what the others have seen, while
 * other tests do to the guest what a clock has to survive.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <sched.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_CPUS = 16, BATCH = 64, MILLION = 1000000 };

struct watch {
	atomic_bool stop;
	atomic_llong latest;	/* that any CPU has read */
	atomic_llong backwards;	/* by how much it went back at worst */
	atomic_bool stopping;	/* the host is about to stop the guest */
	atomic_ulong reads[MAX_CPUS];
	int cpus;
	pid_t pid[MAX_CPUS];
};
static struct watch *watch;

/* An offline CPU cannot be pinned to: its watcher then runs elsewhere until it is back. */
static void pin_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/*
 * What was published before we read the clock is not later than what we read. A reader
 * that is held up between its read and the exchange publishes nothing.
 */
static void look(long long (*now)(void))
{
	long long seen = atomic_load_explicit(&watch->latest, memory_order_acquire);
	long long t = now();

	if (t < seen && seen - t > atomic_load(&watch->backwards))
		atomic_store(&watch->backwards, seen - t);
	while (t > seen &&
	       !atomic_compare_exchange_weak_explicit(&watch->latest, &seen, t,
						      memory_order_acq_rel,
						      memory_order_acquire))
		;
}

/*
 * The kernel reads the page of the CPU it runs on, and the host renews that before it lets
 * the CPU run. Programs read the page of CPU 0 (arch/x86/entry/vdso/vma.c): if another CPU
 * is the first to run after a stop, its programs find the page of before the stop, with a
 * TSC that went on, and see a time that is too late by as long as the guest stood. That
 * is between KVM and the vDSO, and no business of the guest code that is tested here.
 */
static bool has_own_page(int cpu)
{
	return cpu == 0 || !atomic_load(&watch->stopping);
}

_Noreturn static void watch_on(int cpu)
{
	while (!atomic_load(&watch->stop)) {
		pin_to(cpu);
		for (int i = 0; i < BATCH; i++) {
			look(clock_by_syscall);
			look(has_own_page(cpu) ? clock_by_vdso : clock_by_syscall);
		}
		atomic_fetch_add(&watch->reads[cpu], 2 * BATCH);
		/* Leave the CPU to the tests. */
		usleep(500);
	}
	_exit(0);
}

void watch_start(int cpus)
{
	watch = mmap(NULL, sizeof(*watch), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (watch == MAP_FAILED || cpus > MAX_CPUS)
		fail("no memory to watch the clock, or more than %d CPUs", MAX_CPUS);
	watch->cpus = cpus;
	for (int cpu = 0; cpu < cpus; cpu++) {
		pid_t pid = fork();

		if (pid == 0)
			watch_on(cpu);
		if (pid < 0)
			fail("clock: no child");
		watch->pid[cpu] = pid;
	}
}

void watch_check(const char *meanwhile)
{
	long long backwards = atomic_load(&watch->backwards);

	if (backwards)
		fail("the clock went back by %lld ns while %s", backwards, meanwhile);
}

/* Until each CPU has looked once more. */
void watch_all(void)
{
	for (int cpu = 0; cpu < watch->cpus; cpu++) {
		unsigned long before = atomic_load(&watch->reads[cpu]);

		while (atomic_load(&watch->reads[cpu]) < before + 4 * BATCH)
			usleep(1000);
	}
}

void watch_stop(void)
{
	unsigned long reads = 0;
	int status;

	watch_all();
	atomic_store(&watch->stop, true);
	for (int cpu = 0; cpu < watch->cpus; cpu++) {
		if (waitpid(watch->pid[cpu], &status, 0) != watch->pid[cpu] || status)
			fail("the watcher of the clock on CPU %d ended with status 0x%x", cpu,
			     status);
		reads += atomic_load(&watch->reads[cpu]);
	}
	watch_check("it was watched");
	say("clock_reads", "%lu", reads);
	munmap(watch, sizeof(*watch));
}

/* --- the host stops the guest; its clock must stand, too */

void watch_pause(void)
{
	long long here, there, stood, most;

	atomic_store(&watch->stopping, true);
	watch_all();
	here = clock_by_syscall();
	there = ask("time");
	stood = ask("pause 2000");
	there = ask("time") - there;
	here = clock_by_syscall() - here;
	say("clock_pause", "stood %lld ms, clock %lld ms, host %lld ms", stood / MILLION,
	    here / MILLION, there / MILLION);
	most = there - stood + stood / 4;
	if (here > most)
		fail("the host stopped the guest for %lld ns, but its clock went on by %lld ns",
		     stood, here);
	watch_all();
	atomic_store(&watch->stopping, false);
	watch_check("the host stopped the guest");
}
