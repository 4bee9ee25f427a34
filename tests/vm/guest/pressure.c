// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reasons for the kernel to use what its host offers: for each feature that ordinary life
 * gives no reason to use, a short activity in a child of process 1. None of them is sure
 * to do it the first time; the caller looks at the counters, and calls again.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ACTIVITY_MS = 200, WAITERS = 64 };

static atomic_bool over;

static void nap_ms(long ms)
{
	const struct timespec nap = { .tv_nsec = ms * 1000000 };

	nanosleep(&nap, NULL);
}

/* --- threads of a child: one on each of some CPUs, until the activity is over */

static bool start_on(int cpu, void *(*run)(void *arg), void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	pthread_attr_init(&attr);
	pthread_attr_setaffinity_np(&attr, sizeof(set), &set);
	return !pthread_create(&thread, &attr, run, arg);
}

static const char *start_on_each(int first, int last, void *(*run)(void *arg), void *arg)
{
	for (int cpu = first; cpu <= last; cpu++)
		if (!start_on(cpu, run, arg))
			return "no thread";
	return NULL;
}

static int last_cpu(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN) - 1;
}

static const char *stay_on_first(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? "it cannot be pinned" : NULL;
}

static void *spin(void *unused)
{
	while (!atomic_load(&over))
		;
	return unused;
}

static bool time_left(void)
{
	static struct timespec begin;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!begin.tv_sec && !begin.tv_nsec)
		begin = now;
	return (now.tv_sec - begin.tv_sec) * 1000 +
	       (now.tv_nsec - begin.tv_nsec) / 1000000 < ACTIVITY_MS;
}

/* --- activities; each runs in a child of its own, which ends with it */

/* Timer interrupts, and CPUs that fall idle and wake. */
static const char *live(void)
{
	while (time_left())
		nap_ms(5);
	return NULL;
}

/* Memory that programs on all CPUs see goes away: their TLBs have to be flushed. */
static const char *unmap(void)
{
	const size_t size = 16 * 4096;
	const char *reason = stay_on_first() ?: start_on_each(1, last_cpu(), spin, NULL);

	while (!reason && time_left()) {
		char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED)
			return "no memory";
		memset(p, 1, size);
		munmap(p, size);
	}
	return reason;
}

/*
 * Several other CPUs are interrupted at once, but not all: for all the interrupt
 * controller has a way of its own. The last CPU runs no thread of this child.
 */
static const char *interrupt_some(void)
{
	const char *reason = stay_on_first() ?: start_on_each(1, last_cpu() - 1, spin, NULL);

	if (syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0))
		return "membarrier cannot be registered";
	while (!reason && time_left())
		if (syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0))
			return "membarrier failed";
	return reason;
}

static atomic_int futex;

static void *wait_in_queue(void *unused)
{
	syscall(SYS_futex, &futex, FUTEX_WAIT_BITSET_PRIVATE, 0, NULL, NULL, 1);
	return unused;
}

/* No task waits for this bit: the kernel walks the whole queue, with its lock held. */
static void *walk_queue(void *unused)
{
	while (!atomic_load(&over))
		syscall(SYS_futex, &futex, FUTEX_WAKE_BITSET_PRIVATE, 1, NULL, NULL, 2);
	return unused;
}

static const char *queue_up(void)
{
	for (int i = 0; i < WAITERS; i++)
		if (!start_on(i % (last_cpu() + 1), wait_in_queue, NULL))
			return "no thread";
	nap_ms(20);
	return NULL;
}

/*
 * A spinlock that all CPUs want all the time.  The queue is on the kernel stacks of the
 * waiters: where the host has to read them from its disk, it stops the CPU with the lock.
 */
static const char *contend(void)
{
	if (start_on_each(0, last_cpu(), walk_queue, NULL))
		return "no thread";
	while (time_left())
		nap_ms(20);
	return NULL;
}

static bool write_online(const char *text)
{
	int fd = open("/sys/devices/system/cpu/cpu1/online", O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, text, 1) == 1;

	close(fd);
	return done;
}

/* A CPU leaves and comes back. */
static const char *restart_cpu(void)
{
	return write_online("0") && write_online("1") ? NULL : "CPU 1 does not leave or return";
}

/* --- */

static const struct activity {
	const char *feature;
	const char *(*prepare)(void);
	const char *(*run)(void);
	bool paged;		/* the host takes the memory away in between */
} activities[] = {
	{ "async-pf",	paging_fill,	paging_use,		true },
	{ "lock",	queue_up,	contend,		true },
	{ "spin",	queue_up,	contend,		false },
	{ "tlb",	NULL,		unmap,			false },
	{ "ipi",	NULL,		interrupt_some,		false },
	{ "yield",	NULL,		interrupt_some,		false },
	{ "haltpoll",	NULL,		restart_cpu,		false },
};

static const struct activity ordinary_life = { .run = live };

static const struct activity *activity_for(const char *feature)
{
	for (size_t i = 0; i < sizeof(activities) / sizeof(activities[0]); i++)
		if (!strcmp(activities[i].feature, feature))
			return &activities[i];
	return &ordinary_life;
}

/* The child says when it is prepared, and hears when process 1 has asked the host. */
static const char *act(const struct activity *activity, int tell, int listen)
{
	const char *reason = activity->prepare ? activity->prepare() : NULL;
	char word;

	if (!reason && (write(tell, "", 1) != 1 || read(listen, &word, 1) != 1))
		reason = "pipe";
	return reason ?: activity->run();
}

static _Noreturn void end_child(const char *reason)
{
	atomic_store(&over, true);
	if (reason)
		printf("a child could not go on: %s\n", reason);
	fflush(stdout);
	_exit(reason ? 1 : 0);
}

void pressure(const char *feature)
{
	const struct activity *activity = activity_for(feature);
	int prepared[2], go_on[2];
	int status;
	char word;
	pid_t pid;

	if (pipe(prepared) || pipe(go_on) || (pid = fork()) < 0)
		fail("%s: no child", feature);
	if (pid == 0)
		end_child(act(activity, prepared[1], go_on[0]));
	close(prepared[1]);
	close(go_on[0]);
	/* A child that could not prepare itself has said why, and is dead. */
	if (read(prepared[0], &word, 1) == 1) {
		if (activity->paged)
			ask("pageout");
		if (write(go_on[1], "", 1) != 1)
			fail("%s: %s", feature, strerror(errno));
	}
	if (waitpid(pid, &status, 0) != pid || status)
		fail("reason to use %s: wait status 0x%x", feature, status);
	close(prepared[0]);
	close(go_on[1]);
}
