// SPDX-License-Identifier: GPL-2.0-only
/* Process 1: read the plan from the kernel's command line and run it. */
#define _GNU_SOURCE
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than are used up to here. */
enum { FIRST_PID = 512 };

static void mount_all(void)
{
	MUST(mount("none", "/proc", "proc", 0, NULL));
	MUST(mount("none", "/sys", "sysfs", 0, NULL));
	/* EBUSY: the kernel has mounted it by itself. */
	if (mount("none", "/dev", "devtmpfs", 0, NULL) && errno != EBUSY)
		fail("mount /dev: %m");
}

/* A name with a dot in it reaches /proc/cmdline and is not passed to init. */
static void read_plan(struct plan *plan)
{
	char text[4096];
	int fd = MUST(open("/proc/cmdline", O_RDONLY));
	ssize_t n = MUST(read(fd, text, sizeof(text) - 1));

	close(fd);
	text[n] = '\0';
	for (char *w = strtok(text, " \n"); w; w = strtok(NULL, " \n")) {
		sscanf(w, "bench.rounds=%u", &plan->rounds);
		sscanf(w, "bench.warmup=%u", &plan->warmup);
		sscanf(w, "bench.only=%511s", plan->only);
	}
}

static bool is_wanted(const char *name, const char *only)
{
	size_t length = strlen(name);

	if (!*only)
		return true;
	for (; only; only = strchr(only, ',')) {
		only += *only == ',';
		if (!strncmp(only, name, length) &&
		    (!only[length] || only[length] == ','))
			return true;
	}
	return false;
}

/*
 * Whether a task that wakes up takes the CPU at once depends on nanoseconds, which
 * differ from kernel to kernel.  A batch task waits for its turn.
 */
static void never_preempt_on_wakeup(void)
{
	struct sched_param param = { 0 };

	MUST(sched_setscheduler(0, SCHED_BATCH, &param));
}

/* The clock is calibrated anew one second after it has started, for example. */
static void let_boot_finish(void)
{
	sleep(5);
}

/*
 * Kernels start different numbers of threads.  How many nodes the tree of process
 * ids needs, and when it gets another, depends on the numbers that are in use.
 */
static void start_at_same_pid(void)
{
	pid_t pid;

	do {
		pid = MUST(fork());
		if (pid == 0)
			_exit(0);
		MUST(waitpid(pid, NULL, 0));
	} while (pid < FIRST_PID);
}

int main(int argc, char **argv)
{
	struct plan plan = { .warmup = 2, .rounds = 11 };

	if (argc == 2 && !strcmp(argv[1], EXIT))
		return 0;
	mount_all();
	read_plan(&plan);
	say_build();
	say_mitigations();
	let_boot_finish();
	start_at_same_pid();
	never_preempt_on_wakeup();
	for (const struct workload *w = workloads; w->name; w++) {
		if (!is_wanted(w->name, plan.only))
			continue;
		say("%s %u", w->name, w->ops);
		run_workload(w, &plan);
	}
	mark_stop();
	power_off();
}
