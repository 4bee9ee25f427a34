// SPDX-License-Identifier: GPL-2.0-only
/*
 * The forms are switched while other code changes the kernel's text, too, and all CPUs
 * are busy with work whose results are checked. prove.stress= says which of the tests at
 * the end, prove.switches= how often, prove.seed= what chance is made of.
 *
 * A site that a probe holds keeps its form; whatever happened, when all probes are gone
 * and the form has been switched once more, no site is held, none failed, all are legal.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SITES = 200, SWITCHES_PER_CHOICE = 10 };

static const char *const forms[] = { "direct", "indirect", "inline" };
enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

/* From the upper bits, as the lower ones of such a generator have short periods. */
unsigned int random_below(unsigned int *random, unsigned int limit)
{
	*random = *random * 1664525u + 1013904223u;
	return ((unsigned long long)*random * limit) >> 32;
}

static void switch_to(int form)
{
	modes_switch(forms[form % FORMS]);
}

static void check_all_legal(void)
{
	for (int form = 0; form < FORMS; form++) {
		switch_to(form);
		pvfs_check_sites();
	}
	audit_live();
}

static void must_hold(void)
{
	struct stats s;

	pvfs_stats(&s);
	say("held", "%llu", s.v[STAT_held]);
	if (!s.v[STAT_held])
		fail("no site is held, although there are probes");
}

static void must_hit(unsigned long long before)
{
	if (probes_hits() <= before)
		fail("no probe was hit");
}

/*
 * A probe that was registered before a switch and is enabled after it: it has a copy of
 * what stood there when it was registered.
 */
static void enable_later(unsigned int *random)
{
	unsigned long long hits;

	for (int form = 0; form < FORMS; form++) {
		switch_to(form + FORMS - 1);
		hits = probes_hits();
		probes_place(SITES, random, "off");
		switch_to(form);
		must_hold();
		probes_set_all("on");
		load_advance(LOAD_FULL_PASS);
		must_hit(hits);
		switch_to(form + 1);
		load_advance(LOAD_A_LITTLE);
		probes_set_all("off");
		load_advance(LOAD_A_LITTLE);
		probes_remove();
	}
}

#define STALE "pvops_stale"

/* If CPUs execute bytes that are no longer there, forgive it and count it. */
static void stale_start(void)
{
	insert_module("/" STALE ".ko", "");
}

static void stale_stop(void)
{
	remove_module(STALE);
	say("stale", "%llu", klog_number(STALE ": "));
}

static const struct deed flipping[] = {
	{ "flip a probe", probes_flip },
	{ NULL, NULL },
};

/* Probes placed in one form, enabled and disabled while the kernel has others. */
static void flip_meanwhile(const struct expect *e, unsigned int *random)
{
	crowd_start(flipping, e->seed);
	for (int i = 0; i < e->switches; i++) {
		if (i % FORMS == 0)
			probes_place(SITES, random, "mixed");
		switch_to(i + i / FORMS);
		load_advance(LOAD_A_LITTLE);
		crowd_check();
		if (i == FORMS - 1)
			probes_describe();
		if (i % FORMS == FORMS - 1)
			probes_remove();
		say("switched", "%d", i + 1);
	}
	crowd_stop();
	probes_remove();
}

/* A module runs all of its sites when it comes and when it leaves. */
static void probe_module(void)
{
	static const char *const states[] = { "off", "mixed", "on" };

	for (int form = 0; form < FORMS; form++) {
		unsigned long long hits = probes_hits();

		module_load();
		probes_place_module(states[form]);
		switch_to(form);
		probes_set_all("on");
		module_unload();
		must_hit(hits);
		module_load();
		switch_to(form + 1);
		probes_remove();
		module_unload();
	}
}

static void stress_probes(const struct expect *e)
{
	unsigned int random = e->seed;

	probes_load();
	step("probes-of-a-module");
	probe_module();
	step("probes-enabled-later");
	load_start(e->cpus);
	enable_later(&random);
	step("probes-flipped");
	flip_meanwhile(e, &random);
	say("load_checks", "%lu", load_stop());
	step("probes-gone");
	probes_unload();
	check_all_legal();
}

static int cpus;

static const char *set_online(int cpu, const char *text)
{
	char path[64];
	int fd, err;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%d/online", cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return "there is no such CPU";
	do
		err = write(fd, text, 1) == 1 ? 0 : errno;
	while (err == EBUSY);
	close(fd);
	return err ? strerror(err) : NULL;
}

/* All but the first, which cannot leave. */
static const char *leave_and_return(unsigned int *random)
{
	int cpu = 1 + random_below(random, cpus - 1);
	const char *reason = set_online(cpu, "0");

	return reason ? reason : set_online(cpu, "1");
}

static const struct deed everything[] = {
	{ "flip a probe",		probes_flip },
	{ "load and unload a module",	module_come_and_go },
	{ "take a CPU out and in",	leave_and_return },
	{ NULL, NULL },
};

/* All code that changes text, at the same time. */
static void stress_all(const struct expect *e)
{
	unsigned int random = e->seed;

	cpus = e->cpus;
	step("everything");
	stale_start();
	probes_load();
	probes_while_cpus_come();
	load_start_unpinned(cpus);
	crowd_start(everything, e->seed);
	for (int i = 0; i < e->switches; i++) {
		if (i % SWITCHES_PER_CHOICE == 0)
			probes_place(SITES, &random, "mixed");
		switch_to(i);
		load_advance(1);
		crowd_check();
		if (i == SWITCHES_PER_CHOICE - 1)
			probes_describe();
		if (i % SWITCHES_PER_CHOICE == SWITCHES_PER_CHOICE - 1)
			probes_remove();
		say("switched", "%d", i + 1);
	}
	crowd_stop();
	say("load_checks", "%lu", load_stop());
	step("probes-gone");
	probes_remove();
	probes_unload();
	check_all_legal();
	stale_stop();
}

/* Upstream's own way of changing text (tests/vm/module/pvops_labels.c). */
static void stress_labels(const struct expect *e)
{
	(void)e;
	step("labels");
	insert_module("/pvops_labels.ko", "");
}

static const struct {
	const char *name;
	void (*run)(const struct expect *e);
} tests[] = {
	{ "probes",	stress_probes },
	{ "all",	stress_all },
	{ "tracers",	stress_tracers },
	{ "labels",	stress_labels },
	{ "soak",	stress_soak },
};

void stress(const struct expect *e)
{
	say("seed", "%u", e->seed);
	say("wanted_switches", "%d", e->switches);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		if (!strcmp(tests[i].name, e->stress)) {
			tests[i].run(e);
			say("stress", "ok");
			return;
		}
	fail("no stress test has the name %s", e->stress);
}
