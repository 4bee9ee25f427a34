// SPDX-License-Identifier: GPL-2.0-only
/* Process 1: read the plan from the kernel's command line and run it. */
#define _GNU_SOURCE
#include "bench.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* More than are used up to here. */
enum { FIRST_PID = 512 };

static void read_plan(struct plan *plan)
{
	const char *only = cmdline_word("bench.only");

	snprintf(plan->only, sizeof(plan->only), "%s", only ? only : "");
	plan->rounds = cmdline_number("bench.rounds", plan->rounds);
	plan->warmup = cmdline_number("bench.warmup", plan->warmup);
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
		say("workload", "%s %u", w->name, w->ops);
		run_workload(w, &plan);
	}
	mark_stop();
	power_off();
}
