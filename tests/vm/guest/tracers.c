// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other code that knows addresses of the kernel's text: the function tracer, kprobes and uprobes
 * of trace events, BPF, livepatch, the debugger. Each is made to look at functions with call
 * sites, or at the sites, while the form is switched under load; it must see what it is
 * there for, and leave all sites legal. The guest says what the kernel does not have, and skips it.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mount.h>
#include <unistd.h>

#define TRACING "/sys/kernel/tracing/"

enum { FUNCTIONS = 40, EVENTS = 40, CALLS = 1000 };

/* --- files of the tracers */

static bool can(const char *path)
{
	return access(path, F_OK) == 0;
}

static int try_write(const char *path, const char *text, int how)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | how), err = 0;

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err = errno;
	if (fd >= 0)
		close(fd);
	return err;
}

static void must_write(const char *path, const char *text)
{
	int err = try_write(path, text, 0);

	if (err)
		fail("writing \"%s\" to %s: %s", text, path, strerror(err));
}

/* How many lines of a file have the word. */
static unsigned long count_lines(const char *path, const char *word)
{
	FILE *f = fopen(path, "re");
	unsigned long count = 0;
	char line[512];

	if (!f)
		fail("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f))
		count += !!strstr(line, word);
	fclose(f);
	return count;
}

/* The sum of the hits of all events whose name begins with @prefix, or of their misses. */
static unsigned long long event_hits(const char *path, const char *prefix)
{
	unsigned long long sum = 0, hits;
	FILE *f = fopen(path, "re");
	char line[512];

	if (!f)
		fail("%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		const char *name = strstr(line, prefix);

		if (name && sscanf(name, "%*s %llu", &hits) == 1)
			sum += hits;
	}
	fclose(f);
	return sum;
}

static void in_all_modes(void)
{
	for (size_t i = 0; i < MODES; i++) {
		modes_switch(modes[i]);
		load_advance(LOAD_FULL_PASS);
	}
}

/* --- the function tracer, and the one that knows when a function returns */

static bool have_functions(void)
{
	return can(TRACING "set_ftrace_filter");
}

/* Functions with sites; not all of them can be traced. */
static void filter_functions(void)
{
	int want = FUNCTIONS, got = 0;
	unsigned int random = 1;
	struct site_name *names = probes_site_names(&want, &random);

	for (int i = 0; i < want; i++)
		got += !try_write(TRACING "set_ftrace_filter", names[i].symbol, O_APPEND);
	free(names);
	say("traced_functions", "%d of %d", got, want);
	if (!got)
		fail("no function with a site can be traced");
}

static void trace_functions(void)
{
	static const char *const tracers[] = { "function", "function_graph" };

	filter_functions();
	for (size_t i = 0; i < sizeof(tracers) / sizeof(tracers[0]); i++) {
		must_write(TRACING "current_tracer", tracers[i]);
		in_all_modes();
		if (!count_lines(TRACING "trace", i ? "();" : "<-"))
			fail("the tracer %s has seen nothing", tracers[i]);
		must_write(TRACING "current_tracer", "nop");
	}
	try_write(TRACING "set_ftrace_filter", "", O_TRUNC);
}

/* --- kprobes as trace events, which are registered disabled */

static bool have_kprobe_events(void)
{
	return can(TRACING "kprobe_events");
}

static int add_kprobe_events(void)
{
	int want = EVENTS, got = 0;
	unsigned int random = 2;
	struct site_name *names = probes_site_names(&want, &random);

	for (int i = 0; i < want; i++) {
		char line[300];

		snprintf(line, sizeof(line), "p:pvops/site%d %s+0x%llx", i, names[i].symbol,
			 names[i].offset);
		got += !try_write(TRACING "kprobe_events", line, O_APPEND);
	}
	free(names);
	return got;
}

static void trace_kprobes(void)
{
	int got = add_kprobe_events();

	say("kprobe_events", "%d of %d", got, EVENTS);
	modes_expect_held(true);
	modes_switch("direct");
	must_write(TRACING "events/pvops/enable", "1");
	in_all_modes();
	if (!event_hits(TRACING "kprobe_profile", "site"))
		fail("no kprobe event was hit");
	must_write(TRACING "events/pvops/enable", "0");
	must_write(TRACING "kprobe_events", "-:pvops/");
	modes_expect_held(false);
}

/* --- uprobes: text of a program, which has no sites */

static bool have_uprobe_events(void)
{
	return can(TRACING "uprobe_events");
}

__attribute__((noinline)) static int probed_function(int value)
{
	__asm__ volatile("" : "+r" (value));
	return value + 1;
}

/* Where in this program's file a function is: the program is linked to a fixed place. */
static unsigned long file_offset(const void *function)
{
	const Elf64_Phdr *segment = (const void *)getauxval(AT_PHDR);
	unsigned long count = getauxval(AT_PHNUM), at = (unsigned long)function;

	for (; count--; segment++)
		if (segment->p_type == PT_LOAD && at >= segment->p_vaddr &&
		    at < segment->p_vaddr + segment->p_filesz)
			return at - segment->p_vaddr + segment->p_offset;
	fail("the program does not find itself");
}

static void trace_uprobes(void)
{
	unsigned long long hits;
	char line[100];
	int sum = 0;

	snprintf(line, sizeof(line), "p:pvops_user/probed /init:0x%lx",
		 file_offset(probed_function));
	must_write(TRACING "uprobe_events", line);
	must_write(TRACING "events/pvops_user/enable", "1");
	for (int i = 0; i < CALLS; i++) {
		if (i % (CALLS / 4) == 0)
			modes_switch(i % (CALLS / 2) ? "inline" : "direct");
		sum += probed_function(i);
	}
	hits = event_hits(TRACING "uprobe_profile", "probed");
	if (sum != CALLS * (CALLS + 1) / 2)
		fail("a program with a uprobe got a wrong result");
	if (hits != CALLS)
		fail("a uprobe was hit %llu times, expected %d", hits, CALLS);
	must_write(TRACING "events/pvops_user/enable", "0");
	must_write(TRACING "uprobe_events", "-:pvops_user/probed");
}

/* --- BPF programs on kprobe events */

static bool have_bpf(void)
{
	return have_kprobe_events() && bpf_possible();
}

static void trace_bpf(void)
{
	int got = add_kprobe_events();

	modes_expect_held(true);
	bpf_attach(TRACING "events/pvops/site", EVENTS);
	in_all_modes();
	say("bpf", "%llu runs on %d sites", bpf_detach(), got);
	must_write(TRACING "kprobe_events", "-:pvops/");
	modes_expect_held(false);
}

/* --- livepatch */

#define PATCH "/sys/kernel/livepatch/pvops_patch/"
#define PATCH_CALLS "/sys/module/pvops_patch/parameters/calls"

static bool have_livepatch(void)
{
	return can("/sys/kernel/livepatch");
}

static unsigned long number_in(const char *path)
{
	FILE *f = fopen(path, "re");
	unsigned long number;

	if (!f || fscanf(f, "%lu", &number) != 1)
		fail("%s has no number", path);
	fclose(f);
	return number;
}

/* A transition ends when no task is in the function any more. */
static void wait_for_transition(void)
{
	while (can(PATCH "transition") && number_in(PATCH "transition"))
		usleep(10000);
}

static void patch_live(void)
{
	insert_module("/pvops_patch.ko", "");
	wait_for_transition();
	module_load();
	modes_switch("direct");
	modes_switch("inline");
	module_unload();
	say("patched_calls", "%lu", number_in(PATCH_CALLS));
	if (!number_in(PATCH_CALLS))
		fail("a patched function was not called");
	must_write(PATCH "enabled", "0");
	while (can(PATCH))
		usleep(10000);
	remove_module("pvops_patch");
}

/* --- the debugger */

static bool have_debugger(void)
{
	return can("/pvops_gdb.ko");
}

/* A module runs all of its sites when it leaves. */
static void stop_at_site(void)
{
	char argument[40];

	module_load();
	for (int i = 0; i < 2; i++) {
		snprintf(argument, sizeof(argument), "addr=0x%llx", probes_module_site());
		insert_module("/pvops_gdb.ko", argument);
		modes_expect_held(true);
		modes_switch(i ? "inline" : "direct");
		module_unload();
		modes_expect_held(false);
		say("breakpoints", "%lu", number_in("/sys/module/pvops_gdb/parameters/hits"));
		if (number_in("/sys/module/pvops_gdb/parameters/hits") != 1)
			fail("a breakpoint on a site was not hit once");
		remove_module("pvops_gdb");
		module_load();
	}
	module_unload();
}

/* --- all of them */

/*
 * Under load: all but livepatch, which waits until each task has left the function or can
 * be looked at.
 */
static const struct tracer {
	const char *name;
	bool (*possible)(void);
	void (*run)(void);
	bool alone;
} tracers[] = {
	{ "ftrace",		have_functions,		trace_functions,	false },
	{ "kprobe events",	have_kprobe_events,	trace_kprobes,		false },
	{ "uprobe events",	have_uprobe_events,	trace_uprobes,		false },
	{ "bpf",		have_bpf,		trace_bpf,		false },
	{ "debugger",		have_debugger,		stop_at_site,		false },
	{ "livepatch",		have_livepatch,		patch_live,		true },
};

static void run_tracer(const struct tracer *t)
{
	if (!t->possible()) {
		say("skipped", "%s: this kernel does not have it", t->name);
		return;
	}
	step(t->name);
	t->run();
	modes_switch("direct");
	pvfs_check_sites();
	modes_switch("inline");
	pvfs_check_sites();
	say("traced", "%s", t->name);
}

static void run_tracers(bool alone)
{
	for (size_t i = 0; i < sizeof(tracers) / sizeof(tracers[0]); i++)
		if (tracers[i].alone == alone)
			run_tracer(&tracers[i]);
}

void stress_tracers(const struct expect *e)
{
	if (can(TRACING) && mount("none", TRACING, "tracefs", 0, NULL))
		fail("tracefs: %s", strerror(errno));
	load_start(e->cpus);
	run_tracers(false);
	say("load_checks", "%lu", load_stop());
	run_tracers(true);
	audit_live();
}
