/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract of a backend, for its author: docs/add-a-backend.md is the way in.
 *
 * A backend is one folder under backends/.  It registers itself with PVOPS_BACKEND()
 * on the last line of its main file and is found from there; nothing outside of the
 * folder knows its name.  What it does is split into features, one for each thing that
 * a host may or may not offer: each says whether it is there, what it overlays in the
 * table, and what is to be done at the moments of a kernel's life (pvops/lifecycle.c).
 *
 * The structs outlive boot, for their names and for the callbacks that may come later;
 * those of boot do not: define the structs __refconst, and detect, claim, why_not,
 * early and late __init.
 */
#ifndef PVOPS_BACKEND_H
#define PVOPS_BACKEND_H

#include <linux/init.h>
#include <linux/percpu-defs.h>
#include <linux/types.h>
#include <asm/pvops/properties.h>
#include <asm/pvops/pvops.h>

/**
 * enum pvops_leave - why a CPU or the machine stops sharing memory with the host
 * @PVOPS_OFFLINE: it goes offline, and may come back
 * @PVOPS_SUSPEND: the boot CPU, before the machine sleeps (S3), its memory is written away
 *                 (S4), or the host saves the guest; see below
 * @PVOPS_RESTART: another kernel or the firmware takes over (kexec, reboot)
 * @PVOPS_CRASH:   the same after a crash, on that CPU only: locks may be held, do not wait
 *
 * In PVOPS_SUSPEND the other CPUs are in one of two states.  Before S3 and S4 they are all
 * offline, and each has had PVOPS_OFFLINE.  A guest that lets its host save it may keep them
 * online (num_online_cpus() > 1): they spin in stop_machine(), interrupts off, and but for
 * an NMI look at nothing that they share with the host.  No callback is called on them,
 * neither before nor afterwards.  What the host has to know of such a CPU is the
 * feature's business in machine_leave and machine_enter, on the boot CPU, with calls of
 * the host that name the other CPU; all of it must be as before when machine_enter
 * returns.  A save that the host has refused ends the same way, so machine_enter must not
 * take for granted that the host has forgotten anything.
 */
enum pvops_leave {
	PVOPS_OFFLINE,
	PVOPS_SUSPEND,
	PVOPS_RESTART,
	PVOPS_CRASH,
};

/**
 * struct pvops_count - a number by which a feature shows that it is in use
 * @what:   its name in /sys/kernel/debug/pvops/features
 * @number: a per-CPU counter; the file has the sum
 */
struct pvops_count {
	const char *what;
	unsigned long __percpu *number;
};

/* One row of pvops_feature.counts; an empty one ends them. */
#define PVOPS_COUNT(what, number)	{ what, &(number) }

/*
 * Counters of things that happen often: an event costs one instruction, or nothing in a
 * kernel without CONFIG_PVOPS_COUNTERS.
 *
 *	PVOPS_COUNTER(sent);				at file scope
 *	pvops_count_one(sent);				where it happens
 *	.counts = PVOPS_COUNTS(PVOPS_COUNT("sent", sent)),	in the feature
 */
#ifdef CONFIG_PVOPS_COUNTERS
#define PVOPS_COUNTER(counter)	static DEFINE_PER_CPU(unsigned long, counter)
#define PVOPS_COUNTS(...)	((const struct pvops_count[]){ __VA_ARGS__, { } })
#define pvops_count_one(counter)	this_cpu_inc(counter)
#else
#define PVOPS_COUNTER(counter)	extern unsigned long counter	/* nowhere */
#define PVOPS_COUNTS(...)	NULL
#define pvops_count_one(counter)	do { } while (0)
#endif

/**
 * struct pvops_feature - one thing that a host offers
 * @name:    in the boot log and in /sys/kernel/debug/pvops/features
 * @why_not: NULL if the feature is to be used, else in a few words why it is not: the
 *           host lacks it, or the user has said so.  Asked once, on the boot CPU in
 *           setup_arch(), when early parameters have been parsed: of a feature that has
 *           @early right before that, of others right before the first @late, when the
 *           possible CPUs are known; in the order of pvops_backend.features.  Interrupts
 *           are off, nothing can be allocated.  A missing callback means that the feature
 *           is always used.
 * @early:   called next, if the feature is used, in the same context, the kernel having
 *           just recognised its platform: for what it asks while it sets itself up
 *           (x86_init, x86_platform, clocks)
 * @late:    called at the end of setup_arch(): memblock can allocate, the possible CPUs
 *           are known, per-CPU areas are not there yet; interrupts are off
 * @cpu_prepare: called before CPU @cpu starts, each time, on another CPU that may sleep;
 *           an error keeps @cpu offline.  Not called for the boot CPU.
 * @cpu_dead: the opposite of @cpu_prepare, on another CPU that may sleep: after @cpu has gone
 *           offline, or if it has not come online, also because a feature that is
 *           prepared later has refused it.  Not called for the feature that refused.
 * @boot_cpu_prepare: what @cpu_prepare is for other CPUs, for the boot CPU: before any other
 *           one is prepared, but after the boot CPU's first @cpu_enter.  It may sleep and
 *           allocate; workqueues do not run yet.  There is no opposite.
 * @cpu_start: the first thing on a CPU that is not the boot CPU; interrupts are off,
 *           and neither the scheduler nor RCU knows this CPU
 * @machine_enter: begin to share with the host what the machine has once: on the boot CPU
 *           before the first @cpu_enter, and again after sleep.  Interrupts are off.
 * @machine_leave: the opposite, after every @cpu_leave; never for PVOPS_OFFLINE.  On one
 *           CPU; after PVOPS_RESTART others still run, and find a feature that works
 *           without the host, or has fallen back to bare metal's way.
 * @cpu_enter: begin to share memory with the host on this CPU: on the boot CPU as soon as
 *           per-CPU areas are there, on another one at the end of its bring-up, and on
 *           the boot CPU after sleep.  Interrupts are off.
 * @cpu_leave: the opposite.  Interrupts are off.  After PVOPS_OFFLINE and PVOPS_SUSPEND
 *           @cpu_enter may be called again.  When it returns, the host must not write to
 *           memory of this CPU any more, nor wake it for a timer.  In PVOPS_RESTART devices
 *           have been shut down and CPUs are about to be stopped, which takes interrupts
 *           and delays, and no timers.
 * @table:   operations that are overlaid when the table is bound, after setup_arch() and
 *           before a second CPU runs; members that are NULL are left alone
 * @counts:  numbers by which users and tests see it at work; NULL for none
 * @nops:    operations whose sites are to be padded with NOPs, as prefixes would cost
 *           more on this host: PVOPS_OPS(); NULL for none
 *
 * Every callback may be NULL.  What begins is called in the order of
 * pvops_backend.features, what ends in the opposite order.
 */
struct pvops_feature {
	const char *name;
	const char *(*why_not)(void);
	void (*early)(void);
	void (*late)(void);
	int (*cpu_prepare)(unsigned int cpu);
	void (*cpu_dead)(unsigned int cpu);
	void (*boot_cpu_prepare)(void);
	void (*cpu_start)(void);
	void (*machine_enter)(void);
	void (*machine_leave)(enum pvops_leave why);
	void (*cpu_enter)(void);
	void (*cpu_leave)(enum pvops_leave why);
	const struct pvops_table *table;
	const struct pvops_count *counts;
	const u8 *nops;
};

/* A list of operations (PVOP_*), for pvops_feature.nops. */
#define PVOPS_OPS(...)	((const u8[]){ __VA_ARGS__, PVOPS_NR })

/**
 * struct pvops_backend - one platform's implementation of the operations
 * @name:     what users call it: pvops.backend=NAME, debugfs, the boot log
 * @detect:   how sure is it that this kernel runs on its platform?  0 means that it
 *            cannot run here; the highest score wins, and equal scores are refused.
 *            1 is bare metal's, 50 is for a platform that announces itself, 100 for
 *            one where no other backend can run.  Called on the boot CPU, in setup_arch(),
 *            the kernel having just recognised its platform (and before @claim, while
 *            early parameters are parsed); interrupts are off, nothing may be allocated
 *            or changed.
 * @required: bare metal's operations do not work on this platform: it is not left out
 *            when the user says "nopv"
 * @properties: what every kernel on this platform lacks: PVOPS_PROPERTY() of
 *            asm/pvops/properties.h, joined by |.  They are set when a kernel is entered by
 *            this backend, at the latest when it is selected.  What depends on the machine
 *            is set by pvops_add_properties() in a feature's @early.
 * @claim:    the user forces this backend: keep other platforms' code from installing itself.
 *            Called while early parameters are parsed, but not if a backend has called
 *            pvops_enter(); may be NULL.
 * @table:    operations that every kernel on this platform has; NULL for none.  They are
 *            overlaid by pvops_enter(), in a backend that calls it, and when the table is
 *            bound.
 * @paged_table: operations that replace some of @table's once the kernel's page tables are
 *            the lasting ones and each page has its struct page: after
 *            x86_init.paging.pagetable_init() in a backend that has called pvops_enter(),
 *            and when the table is bound.  NULL for none.
 * @features: the others, NULL at the end; a later one overlays an earlier one and may
 *            ask about it with pvops_uses().  NULL for none.
 */
struct pvops_backend {
	const char *name;
	int (*detect)(void);
	bool required;
	u32 properties;
	void (*claim)(void);
	const struct pvops_table *table;
	const struct pvops_table *paged_table;
	const struct pvops_feature *const *features;
};

/* Pointers are stored: a section of structs depends on their alignment. */
#define PVOPS_BACKEND(backend)						\
	static const struct pvops_backend *const backend##_entry	\
	__used __section(".pvops_backends") = &(backend)

extern const struct pvops_backend *const __start_pvops_backends[];
extern const struct pvops_backend *const __stop_pvops_backends[];

#define for_each_pvops_backend(entry)					\
	for ((entry) = __start_pvops_backends;				\
	     (entry) < __stop_pvops_backends; (entry)++)

/* The table of bare metal, complete; every other one overlays it. */
extern const struct pvops_table pvops_native_table;

void pvops_enter(const struct pvops_backend *backend);
bool pvops_uses(const struct pvops_feature *feature);
void pvops_add_properties(u32 properties);

#endif
