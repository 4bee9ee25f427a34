// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock that the host keeps for the guest: it is the one in use, programs read it
 * without a system call, and it never goes back, on whatever CPU and whichever way it is
 * read, while other tests do to the guest what a clock has to survive.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/"

enum { MAX_CPUS = 16, BATCH = 64 };

static long long ns(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

static long long by_vdso(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ns(&t);
}

static long long by_syscall(void)
{
	struct timespec t;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
	return ns(&t);
}

/* --- which clock it is */

static void read_names(const char *file, char *names, size_t size)
{
	char path[128];
	FILE *f;

	snprintf(path, sizeof(path), CLOCKSOURCE "%s", file);
	f = fopen(path, "re");
	if (!f || !fgets(names, size, f))
		fail("%s cannot be read", path);
	fclose(f);
	names[strcspn(names, "\n")] = '\0';
}

static bool is_available(const char *name)
{
	char names[256], *save;

	read_names("available_clocksource", names, sizeof(names));
	for (char *n = strtok_r(names, " ", &save); n; n = strtok_r(NULL, " ", &save))
		if (!strcmp(n, name))
			return true;
	return false;
}

/* The kernel may like the TSC better; the host's clock is what is to be tested. */
void clock_select(const char *name)
{
	char current[256];
	FILE *f;

	read_names("current_clocksource", current, sizeof(current));
	say("clock", "%s", current);
	if (!is_available(name))
		fail("the clock %s is not there", name);
	f = fopen(CLOCKSOURCE "current_clocksource", "we");
	if (!f || fputs(name, f) < 0 || fclose(f))
		fail("the clock %s cannot be chosen: %s", name, strerror(errno));
	read_names("current_clocksource", current, sizeof(current));
	if (strcmp(current, name))
		fail("the clock is %s and not %s", current, name);
}

void clock_must_not_be(const char *name)
{
	if (is_available(name))
		fail("the clock %s is there, although it was not wanted", name);
}

/* --- without a system call */

/* Set when a system call was tried while none was allowed. */
static volatile sig_atomic_t trapped;
static volatile char filter;

static void on_system_call(int sig)
{
	(void)sig;
	filter = 0;	/* SYSCALL_DISPATCH_FILTER_ALLOW */
	trapped = 1;
}

/* Does this way to read the clock make a system call? The kernel itself says so. */
static bool makes_system_call(long long (*now)(void))
{
	trapped = 0;
	filter = 1;	/* SYSCALL_DISPATCH_FILTER_BLOCK */
	now();
	filter = 0;
	return trapped;
}

enum { BY_VDSO = 0, BY_SYSTEM_CALL = 1, UNKNOWN = 2 };

/* In a child: from here on every system call is watched. */
static int how_it_is_read(void)
{
	signal(SIGSYS, on_system_call);
	if (prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0, 0, &filter) ||
	    !makes_system_call(by_syscall))
		return UNKNOWN;
	return makes_system_call(by_vdso) ? BY_SYSTEM_CALL : BY_VDSO;
}

void clock_check_vdso(bool expected)
{
	pid_t pid = fork();
	int status, how;

	if (pid < 0)
		fail("clock: no child");
	if (pid == 0)
		_exit(how_it_is_read());
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) == UNKNOWN)
		fail("how programs read the clock cannot be seen: wait status 0x%x", status);
	how = WEXITSTATUS(status);
	if (how != (expected ? BY_VDSO : BY_SYSTEM_CALL))
		fail("programs read the clock with%s a system call",
		     how == BY_VDSO ? "out" : "");
	say("clock_vdso", expected ? "yes" : "no, as expected");
}

/* --- it never goes back */

struct watch {
	atomic_bool stop;
	atomic_llong latest;	/* what anybody has seen */
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
			look(by_syscall);
			look(has_own_page(cpu) ? by_vdso : by_syscall);
		}
		atomic_fetch_add(&watch->reads[cpu], 2 * BATCH);
		/* Leave the CPU to what this is about. */
		usleep(500);
	}
	_exit(0);
}

void clock_watch_start(int cpus)
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

void clock_watch_check(const char *meanwhile)
{
	long long backwards = atomic_load(&watch->backwards);

	if (backwards)
		fail("the clock went back by %lld ns while %s", backwards, meanwhile);
}

/* Until each CPU has looked once more. */
void clock_watch_all(void)
{
	for (int cpu = 0; cpu < watch->cpus; cpu++) {
		unsigned long before = atomic_load(&watch->reads[cpu]);

		while (atomic_load(&watch->reads[cpu]) < before + 4 * BATCH)
			usleep(1000);
	}
}

void clock_watch_stop(void)
{
	unsigned long reads = 0;
	int status;

	clock_watch_all();
	atomic_store(&watch->stop, true);
	for (int cpu = 0; cpu < watch->cpus; cpu++) {
		if (waitpid(watch->pid[cpu], &status, 0) != watch->pid[cpu] || status)
			fail("who watched the clock on CPU %d ended with status 0x%x", cpu,
			     status);
		reads += atomic_load(&watch->reads[cpu]);
	}
	clock_watch_check("it was watched");
	say("clock_reads", "%lu", reads);
	munmap(watch, sizeof(*watch));
}

/* --- its rate */

enum { RATE_S = 3, EXCHANGES = 20, MILLION = 1000000 };

static unsigned long long tsc(void)
{
	return __builtin_ia32_rdtsc();
}

/* What the kernel takes the TSC's rate to be, which on such a platform is the host's word. */
static unsigned long tsc_khz(void)
{
	unsigned long mhz, khz = 0;
	char line[256];
	FILE *f = fopen("/proc/cpuinfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "cpu MHz : %lu.%lu", &mhz, &khz) == 2) {
			fclose(f);
			return mhz * 1000 + khz;
		}
	fail("/proc/cpuinfo says nothing about MHz");
}

/* A time by two clocks; doubt: how far apart they were read, at most. */
struct pair {
	long long here, there, doubt;
};

static struct pair by_tsc(void)
{
	long long begin = by_vdso(), there = tsc(), end = by_vdso();

	return (struct pair){ begin + (end - begin) / 2, there, end - begin };
}

static struct pair by_host(void)
{
	long long begin = by_vdso(), there = ask("time"), end = by_vdso();

	return (struct pair){ begin + (end - begin) / 2, there, end - begin };
}

/* The reading that took least time says most. */
static struct pair best(struct pair (*read)(void))
{
	struct pair best = read(), p;

	for (int i = 1; i < EXCHANGES; i++) {
		p = read();
		if (p.doubt < best.doubt)
			best = p;
	}
	return best;
}

static void judge_rate(const char *name, long long here, long long there, long long doubt,
		       long long bound_ppm)
{
	long long off = here - there, ppm = off * MILLION / there;

	doubt = doubt * MILLION / there;
	say("clock_rate", "%s: %lld ppm, +-%lld, in %lld ms", name, ppm, doubt,
	    there / MILLION);
	if (llabs(ppm) > bound_ppm + doubt)
		fail("the clock is off by %lld ppm, +-%lld, from %s", ppm, doubt, name);
}

/*
 * The page that a host writes says how to get from the TSC to nanoseconds; the host has
 * that from the TSC's rate as it knows it, and the kernel has the TSC's rate from there.
 * So these two agree to a few in a million, and that is what proves the arithmetic.
 *
 * The host's own clock may be steered (NTP: by 500 ppm at most), and in an emulator the
 * host learns its TSC's true rate only after it has told the guest's kernel another one:
 * up to 1 %, see TSC_TOLERANCE in platforms.py.
 */
void clock_check_rate(void)
{
	unsigned long khz = tsc_khz();
	struct pair t0 = best(by_tsc), h0, t1, h1;
	bool host = ask_possible();

	h0 = host ? best(by_host) : (struct pair){ };
	sleep(RATE_S);
	h1 = host ? best(by_host) : (struct pair){ };
	t1 = best(by_tsc);
	judge_rate("the TSC", t1.here - t0.here, (t1.there - t0.there) * MILLION / khz,
		   (t0.doubt + t1.doubt) / 2, 20);
	if (host)
		judge_rate("the host", h1.here - h0.here, h1.there - h0.there,
			   (h0.doubt + h1.doubt) / 2, 10000);
}

/* --- the time of day */

enum { WALL_MS = 200 };

static struct pair wall_by_host(void)
{
	long long begin = by_vdso(), there = ask("wall"), here, end = by_vdso();
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	here = ns(&t) - (by_vdso() - end) - (end - begin) / 2;
	return (struct pair){ here, there, end - begin };
}

/* How far the time of day is from the host's. */
long long clock_wall_off(void)
{
	struct pair p = best(wall_by_host);

	say("clock_wall", "%lld ms off the host's, +-%lld", (p.here - p.there) / MILLION,
	    p.doubt / 2 / MILLION);
	return p.here - p.there;
}

/*
 * After sleep the kernel asks how long it was. The host's clock says so to the nanosecond,
 * the battery clock of a machine to the second. On this occasion the kernel may also
 * correct what it has lost before: until it has chosen a clock it counts ticks, of which an
 * emulator swallows some.
 */
void clock_check_wall(long long before)
{
	long long off = clock_wall_off(), most = WALL_MS * MILLION;

	if (llabs(off) > most && llabs(off - before) > most)
		fail("the time of day was off by %lld ms before and is off by %lld ms after sleep",
		     before / MILLION, off / MILLION);
}

/* --- the host stops the guest; its clock must stand, too */

void clock_check_pause(void)
{
	long long here, there, stood, most;

	atomic_store(&watch->stopping, true);
	clock_watch_all();
	here = by_syscall();
	there = ask("time");
	stood = ask("pause 2000");
	there = ask("time") - there;
	here = by_syscall() - here;
	say("clock_pause", "stood %lld ms, clock %lld ms, host %lld ms", stood / MILLION,
	    here / MILLION, there / MILLION);
	most = there - stood + stood / 4;
	if (here > most)
		fail("the host stopped the guest for %lld ns, but its clock went on by %lld ns",
		     stood, here);
	clock_watch_all();
	atomic_store(&watch->stopping, false);
	clock_watch_check("the host stopped the guest");
}
