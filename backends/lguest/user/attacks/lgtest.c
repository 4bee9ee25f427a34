// SPDX-License-Identifier: GPL-2.0-only
/*
 * lgtest: what guests and launchers may try, and that the host is well afterwards.
 *
 * lgtest [NAME...] runs these tests, or all, each in a process and a machine of its
 * own. A line for each; exit status 0: all ok, 1: not, 2: could not run.
 */
#include <asm/ldt.h>
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "machine.h"

#define PATIENCE	60	/* seconds; a machine may be emulated on a busy one */

static struct machine machine;
static const struct test *current;
static pthread_t runner;
static unsigned int seconds = 2;

static int say(const char *how, const char *format, u64 a, u64 b, u64 c)
{
	printf("lgtest: %-12s %s ", current->name, how);
	printf(format, a, b, c);
	printf("\n");
	fflush(stdout);
	return strcmp(how, "ok") ? 1 : 0;
}

static void nap(long ns)
{
	nanosleep(&(struct timespec){ .tv_nsec = ns }, NULL);
}

static void move(unsigned int step)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(step % sysconf(_SC_NPROCESSORS_ONLN), &set);
	pthread_setaffinity_np(runner, sizeof(set), &set);
}

static bool no_ldt;	/* the host's kernel has no such system call */

static void make_ldt(void)
{
	struct user_desc d = { .entry_number = 3, .limit = 0xfffff, .seg_32bit = 1,
			       .limit_in_pages = 1, .useable = 1 };

	no_ldt = syscall(SYS_modify_ldt, 1, &d, sizeof(d)) && errno == ENOSYS;
}

/* Anywhere in the shared page, and in the table of the scratch pages. */
static void scribble(void)
{
	u64 *page = machine_there(&machine, &shared);
	u64 *table = (u64 *)(machine.ram + GPA_TABLES + 4 * 0x1000);
	u64 word = (u64)rand() << 33 ^ (u64)rand() << 11 ^ rand();

	page[rand() % 64] = rand() & 1 ? word : word & 0xfff;
	table[rand() % 16] = rand() & 1 ? word : (word & 0x7fffff000) | 7;
}

static void disturb(unsigned int step)
{
	switch (current->around) {
	case AROUND_MIGRATION:
		move(step);
		nap(700000);
		break;
	case AROUND_LDT:
		nap(50000000);
		make_ldt();
		break;
	case AROUND_SCRIBBLING:
		scribble();
		if (step % 64 == 0)
			sched_yield();
		break;
	case AROUND_SIGNALS:
		pthread_kill(runner, SIGUSR1);
		nap(300000);
		break;
	default:
		nap(10000000);
	}
}

static void *around(void *unused)
{
	volatile u64 *guest_stop = machine_there(&machine, &stop);
	time_t end = time(NULL) + seconds;
	unsigned int step = 0;

	while (time(NULL) < end)
		disturb(step++);
	*guest_stop = 1;
	nap(500000000);
	/* A guest that was scribbled on may never look. */
	for (step = 0; current->around == AROUND_SCRIBBLING; step++) {
		if (step == 3)
			_exit(say("ok", "stopped", 0, 0, 0));
		nap(500000000);
	}
	return unused;
}

static volatile sig_atomic_t late;

static void on_signal(int number)
{
	late |= number == SIGALRM;
}

/* An access to a device: a load into RAX, three bytes long or four. */
static void answer(void)
{
	struct lg_run *run = machine.run;

	run->regs.rax = 0x77;
	run->regs.rip += run->mmio.insn[2] & 0x40 ? 4 : 3;
}

/* Runs the guest to its end. Returns why it ended: an exit, or an error. */
static int run_all(void)
{
	int error;

	for (;;) {
		error = machine_run(&machine);
		if (error == EINTR && !late)
			continue;
		if (error)
			return -error;
		if (machine.run->reason == LG_EXIT_MMIO)
			answer();
		else if (machine.run->reason != LG_EXIT_NOTIFY)
			return machine.run->reason;
	}
}

static int judge(int end)
{
	const struct verdict *v = machine_there(&machine, &verdict);
	const struct lg_run *run = machine.run;

	if (current->around == AROUND_SCRIBBLING)
		return say("ok", "ended by %llu", end, 0, 0);
	if (current->around == AROUND_LDT && no_ldt)
		return say("ok", "skipped: this kernel has no modify_ldt()", 0, 0, 0);
	if (current->around == AROUND_LDT)
		return say(end == -EBUSY ? "ok" : "FAILED", "with an LDT: %lld", end, 0, 0);
	if (end == LG_EXIT_CRASH && run->crash.why == current->crash)
		return say("ok", "crash %llu, vector %llu", current->crash, run->crash.vector, 0);
	if (end == LG_EXIT_CRASH)
		return say("FAILED", "crash %llu, vector %llu, rip %llx", run->crash.why,
			   run->crash.vector, run->crash.rip);
	if (end != LG_EXIT_SHUTDOWN || !v->done || current->crash)
		return say("FAILED", "ended by %lld at rip %llx, %llu checks", end,
			   run->regs.rip, v->checks);
	if (v->failures)
		return say("FAILED", "line %llu: got %llx, want %llx", v->line, v->got, v->want);
	return say("ok", "%llu checks", v->checks, 0, 0);
}

static int run_test(void)
{
	pthread_t helper;
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	alarm(PATIENCE);
	runner = pthread_self();
	machine_create(&machine, current->run);
	if (current->around != AROUND_NOTHING && pthread_create(&helper, NULL, around, NULL))
		errx(2, "no thread");
	return judge(run_all());
}

static int run_launcher_test(const struct launcher_test *test)
{
	int line = test->run();

	return line ? say("FAILED", "line %llu", line, 0, 0) : say("ok", "refused", 0, 0, 0);
}

/* One of both. */
static int in_process(const struct test *test, const struct launcher_test *launcher_test)
{
	struct test named = { .name = launcher_test ? launcher_test->name : "" };
	pid_t child = fork();
	int status;

	current = test ? test : &named;
	if (!child)
		exit(test ? run_test() : run_launcher_test(launcher_test));
	if (child < 0 || waitpid(child, &status, 0) < 0)
		err(2, "fork");
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return say("FAILED", "signal %llu", WTERMSIG(status), 0, 0);
}

static bool wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc == 1;
}

static int worse(int one, int other)
{
	return one > other ? one : other;
}

int main(int argc, char **argv)
{
	const struct launcher_test *l;
	unsigned int i;
	int worst = 0;

	if (getenv("LGTEST_SECONDS"))
		seconds = atoi(getenv("LGTEST_SECONDS"));
	for (i = 0; i < tests_count; i++)
		if (wanted(tests[i].name, argc, argv))
			worst = worse(in_process(&tests[i], NULL), worst);
	for (l = launcher_tests; l->name; l++)
		if (wanted(l->name, argc, argv))
			worst = worse(in_process(NULL, l), worst);
	return worst;
}
