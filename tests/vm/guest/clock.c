// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clock that the host keeps for the guest: it is the one in use, and programs read it
 * without a system call, or need one where that is expected.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/"

static long long ns(const struct timespec *t)
{
	return t->tv_sec * 1000000000LL + t->tv_nsec;
}

long long clock_by_vdso(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ns(&t);
}

long long clock_by_syscall(void)
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
	    !makes_system_call(clock_by_syscall))
		return UNKNOWN;
	return makes_system_call(clock_by_vdso) ? BY_SYSTEM_CALL : BY_VDSO;
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
