/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest program that proves a boot. It is process 1 of the kernel under
 * test, talks on the console in lines "PROVE key=value", and ends with exactly
 * one "PROVE verdict=ok" or "PROVE verdict=fail reason=...", then powers off.
 *
 * The order of the proof is in main.c. A check never decides by itself that the
 * proof is over: it returns a reason, and process 1 gives the verdict. Only
 * process 1 may call fail().
 */
#ifndef PVOPS_TESTS_VM_GUEST_PROVE_H
#define PVOPS_TESTS_VM_GUEST_PROVE_H

#include <stdbool.h>
#include <stddef.h>

#include "guest.h"

/* What the runner expects; given on the kernel command line as prove.NAME=. */
struct expect {
	int cpus;
	int timeout;		/* seconds until the guest gives itself up */
	unsigned long long failed;	/* sites that cannot be patched */
	bool upstream;		/* upstream's own kernel: no pvops files */
	bool brief;		/* the forms are not switched */
	bool second;		/* a kernel that another one has started (kexec) */
	bool hold;		/* stand still for a dump instead of going on */
	char backend[32];
	char mode[32];
	char ask[16];		/* the device on which the host answers, or empty */
	char features[512];	/* on and in use, as in features.c */
	char off[256];		/* off, as in features.c */
	char left[64];		/* the reason for which a feature may be off instead of on */
	char log[256];		/* what the kernel's log must have, as for klog_expect() */
	char clock[48];		/* the host's clock, or empty */
	bool no_vdso;		/* programs need a system call to read it */
	char no_clock[48];	/* one that must not be there, or empty */
	char events[64];	/* what happens to the guest, as in events.c */
	char stress[16];	/* what is stressed instead, as in stress.c, or empty */
	int switches;		/* how often the form is switched under stress */
	int minutes;		/* how long a stress test takes that takes any time */
	unsigned int seed;	/* of what a stress test does by chance */
};

/* A check returns NULL, or one line that says what was wrong. */
struct check {
	const char *name;
	const char *(*run)(void);
};

/* basics.c, memory.c, threads.c: each check verifies the data it moved. */
extern const struct check basics[];
const char *check_time(void);
const char *check_fork(void);
const char *check_exec(void);
const char *check_pipe(void);
const char *check_signal(void);
const char *check_timer(void);
const char *check_mmap(void);
const char *check_protection(void);
const char *check_cow(void);
const char *check_threads(void);
const char *check_futex(void);
int echo_backwards(const char *token);

/* switch.c */
void modes_switch(const char *mode);
void modes_switch_under_load(void (*in_each_mode)(void));

/* audit.c; what is expected has to be known first */
void audit_expect(const struct expect *e);
void audit_live(void);
_Noreturn void audit_hold(void);

/* module.c */
bool module_present(void);
void module_load(void);
void module_unload(void);
/* A child's deed: returns a reason and does not end the proof. */
const char *module_come_and_go(unsigned int *random);
void module_check(bool upstream);
void module_check_with_stats(void);
/* The module stays while the forms are switched. */
void module_check_switched(void);

/* ask.c: a question to the host, whose answer is a number */
void ask_open(const char *device);
bool ask_possible(void);
long long ask(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* features.c */
void features_describe(void);
void features_check(const struct expect *e);
/* Does the kernel do without this feature what the feature would do? */
bool features_left(const struct expect *e, const char *name);

/* pressure.c: reason to use a feature, for a moment */
void pressure(const char *feature);

/* paging.c: before and after the host has taken the guest's memory away; a reason or NULL */
const char *paging_fill(void);
const char *paging_use(void);

/* clock.c; nanoseconds of the monotonic clock */
long long clock_by_vdso(void);
long long clock_by_syscall(void);
void clock_select(const char *name);
void clock_must_not_be(const char *name);
void clock_check_vdso(bool expected);

/* watch.c: the clock is watched on all CPUs from start to stop */
void watch_start(int cpus);
void watch_all(void);
void watch_check(const char *meanwhile);
void watch_stop(void);
/* The host stops the guest, whose clock must stand meanwhile. */
void watch_pause(void);

/* rate.c */
void rate_check(void);
long long wall_off(void);
void wall_check_sleep(long long off_before);

/* steal.c */
void steal_check(const struct expect *e);

/* kexec.c */
_Noreturn void kexec_second(void);
_Noreturn void kexec_after_crash(void);
void kexec_check_memory_image(void);

/* events.c: all but the last one; and the last one, if it is wanted */
void events_all(const struct expect *e);
void events_end(const struct expect *e);

/* load.c; progress is counted in checks done on each CPU */
void load_start(int cpus);
enum { LOAD_FULL_PASS = 11, LOAD_A_LITTLE = 2 };
void load_advance(unsigned long checks);
unsigned long load_stop(void);
/* The same load, but its workers run wherever there is a CPU. */
void load_start_unpinned(int workers);

/* crowd.c: children that do one thing again and again beside the load */
struct deed {
	const char *name;
	const char *(*act)(unsigned int *random);	/* as struct check's run */
};
void crowd_start(const struct deed *deeds, unsigned int seed);
void crowd_check(void);
void crowd_stop(void);

/* probes.c */
void probes_load(void);
void probes_unload(void);
void probes_while_cpus_come(void);
void probes_place(int sites, unsigned int *random, const char *state);
void probes_place_module(const char *state);
void probes_set_all(const char *state);
const char *probes_flip(unsigned int *random);
void probes_remove(void);
void probes_describe(void);
unsigned long long probes_hits(void);
struct site_name {
	char symbol[128];
	unsigned long long offset;
};
/* Functions with sites, at random, at most *@count; to be freed. */
struct site_name *probes_site_names(int *count, unsigned int *random);
/* The address of a site of the test module, which is loaded. */
unsigned long long probes_module_site(void);

/* tracers.c */
void stress_tracers(const struct expect *e);

/* soak.c */
void stress_soak(const struct expect *e);

/* bpf.c */
bool bpf_possible(void);
void bpf_attach(const char *stem, int count);
unsigned long long bpf_detach(void);

/* stress.c */
void stress(const struct expect *e);
unsigned int random_below(unsigned int *random, unsigned int limit);

#endif
