// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rounds of one workload.  A round ends with a pause, in which the kernel does
 * what the round left to later: freeing after an RCU grace period above all.  It is
 * counted with the round that caused it, and the workload "empty" tells what the
 * pause costs by itself.  Each round begins at the same distance from the timer tick.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A multiple of the tick's period for every choice of CONFIG_HZ in Linux 6.12. */
enum { PAUSE_NS = 40 * 1000 * 1000 };

static void pause_to_tick(void)
{
	struct timespec t;
	long long ns;

	clock_gettime(CLOCK_MONOTONIC, &t);
	ns = t.tv_sec * 1000000000LL + t.tv_nsec;
	ns += 2 * PAUSE_NS - ns % PAUSE_NS;
	t.tv_sec = ns / 1000000000;
	t.tv_nsec = ns % 1000000000;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* A fault on a marker's own page would be counted in the first round. */
static void fault_in(void (*marker)(void))
{
	(void)*(volatile const char *)marker;
}

static void run_round(const struct workload *w)
{
	w->run(w->ops);
	pause_to_tick();
}

static void run_rounds(const struct workload *w, const struct plan *plan)
{
	w->prepare();
	fault_in(w->begin);
	fault_in(w->end);
	pause_to_tick();
	for (unsigned int i = 0; i < plan->warmup; i++)
		run_round(w);
	for (unsigned int i = 0; i < plan->rounds; i++) {
		w->begin();
		run_round(w);
		w->end();
	}
}

void run_workload(const struct workload *w, const struct plan *plan)
{
	pid_t pid = MUST(fork());
	int status;

	if (pid == 0) {
		/* What it started must not outlive it, but may die any time. */
		MUST(setpgid(0, 0));
		run_rounds(w, plan);
		_exit(0);
	}
	if (MUST(waitpid(pid, &status, 0)) != pid || status)
		fail("%s ended with status 0x%x", w->name, status);
	kill(-pid, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}
