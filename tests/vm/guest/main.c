// SPDX-License-Identifier: GPL-2.0-only
/* Process 1 of the kernel under test: the order of the proof. */
#include "prove.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void read_word(const char *word, void *data)
{
	struct expect *e = data;

	sscanf(word, "prove.cpus=%d", &e->cpus);
	sscanf(word, "prove.timeout=%d", &e->timeout);
	sscanf(word, "prove.failed=%llu", &e->failed);
	sscanf(word, "prove.backend=%31s", e->backend);
	sscanf(word, "prove.mode=%31s", e->mode);
	sscanf(word, "prove.ask=%15s", e->ask);
	sscanf(word, "prove.features=%511s", e->features);
	sscanf(word, "prove.off=%255s", e->off);
	sscanf(word, "prove.left=%63s", e->left);
	sscanf(word, "prove.log=%255s", e->log);
	sscanf(word, "prove.clock=%47s", e->clock);
	sscanf(word, "prove.no_clock=%47s", e->no_clock);
	sscanf(word, "prove.events=%63s", e->events);
	sscanf(word, "prove.stress=%15s", e->stress);
	sscanf(word, "prove.switches=%d", &e->switches);
	sscanf(word, "prove.minutes=%d", &e->minutes);
	sscanf(word, "prove.seed=%u", &e->seed);
	if (!strcmp(word, "prove.upstream"))
		e->upstream = true;
	if (!strcmp(word, "prove.no_vdso"))
		e->no_vdso = true;
	if (!strcmp(word, "prove.brief"))
		e->brief = true;
	if (!strcmp(word, "prove.second"))
		e->second = true;
	if (!strcmp(word, "prove.hold"))
		e->hold = true;
}

static void check_cpus(const struct expect *e)
{
	int online = sysconf(_SC_NPROCESSORS_ONLN);

	say("cpus", "%d", online);
	if (online != e->cpus)
		fail("%d cpus are online, expected %d", online, e->cpus);
}

/*
 * In a child: the kernel reports every fault of process 1 as an emergency, the
 * faults that a check causes on purpose included.
 */
static void run_in_child(const struct check *c)
{
	char reason[160] = "";
	int fd[2], status;
	pid_t pid;

	if (pipe(fd) || (pid = fork()) < 0)
		fail("%s: no child", c->name);
	if (pid == 0) {
		const char *r = c->run();

		_exit(r && write(fd[1], r, strlen(r)) ? 1 : 0);
	}
	close(fd[1]);
	if (read(fd[0], reason, sizeof(reason) - 1) < 0)
		fail("%s: pipe: %s", c->name, strerror(errno));
	close(fd[0]);
	if (waitpid(pid, &status, 0) != pid || status)
		fail("%s: %s (wait status 0x%x)", c->name, reason, status);
}

static void run_basics(void)
{
	for (const struct check *c = basics; c->name; c++) {
		step(c->name);
		run_in_child(c);
		say(c->name, "ok");
	}
}

/* What the host offers, and what it can do to the guest. */
static void prove_host(const struct expect *e)
{
	step("clock");
	if (*e->clock) {
		clock_select(e->clock);
		clock_check_vdso(!e->no_vdso || features_left(e, "clock"));
	}
	if (*e->no_clock)
		clock_must_not_be(e->no_clock);
	step("features");
	features_check(e);
	events_all(e);
	features_describe();
}

static void prove_pvops(const struct expect *e)
{
	step("pvops-files");
	klog_boot_line();
	klog_kernel_tests();
	klog_expect(e->log);
	modes_expect_failed(e->failed);
	pvfs_describe(e->backend, e->mode);
	if (e->hold)
		audit_hold();
	step("module");
	module_check(false);
	if (*e->stress) {
		stress(e);
	} else if (!e->brief) {
		step("modes-under-load");
		load_start(e->cpus);
		modes_switch_under_load(module_check_with_stats);
		say("load_checks", "%lu", load_stop());
		module_check_switched();
	}
	prove_host(e);
}

/* The baseline boot: what holds here without us must hold with us. */
static void prove_upstream(const struct expect *e)
{
	if (e->hold)
		audit_hold();
	if (module_present()) {
		step("module");
		module_check(true);
	}
	step("load");
	load_start(e->cpus);
	load_advance(LOAD_FULL_PASS);
	say("load_checks", "%lu", load_stop());
	prove_host(e);
}

int main(int argc, char **argv)
{
	struct expect e = { .timeout = 100 };

	if (argc == 3 && !strcmp(argv[1], "--echo"))
		return echo_backwards(argv[2]);
	mount_all();
	cmdline_each(read_word, &e);
	if (e.cpus < 1)
		fail("prove.cpus= is missing on the command line");
	watchdog(e.timeout);
	audit_expect(&e);
	ask_open(e.ask);
	check_cpus(&e);
	run_basics();
	if (e.upstream)
		prove_upstream(&e);
	else
		prove_pvops(&e);
	step("kernel-log");
	klog_check_alarms();
	events_end(&e);
	succeed();
}
