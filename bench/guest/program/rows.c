// SPDX-License-Identifier: GPL-2.0-only
/* What is measured, in the order of the results. */
#include <stddef.h>

#include "bench.h"

enum { READS = 64, CHANGES = 2 };

/*
 * The samples of a batch take less than half of a tick, which is 2 million instructions,
 * even in the batch of twice as many.  The rows called empty, the module's and ours, say
 * what a sample takes without the operation.
 */
const struct row rows[] = {
	{ "empty", "", READS, 16, false, NULL, NULL, NULL },
	{ "empty_user", "", READS, 16, false, run_empty, NULL, NULL },
	{ "calibrate", "one NOP", READS, 16, false, NULL, NULL, NULL },
	{ "ktime_get", "time: ktime_get()", READS, 16, false, NULL, NULL, NULL },
	{ "sched_clock", "time: sched_clock()", READS, 16, false, NULL, NULL, NULL },
	{ "clock_gettime", "time: clock_gettime() in a program", READS, 16, false,
	  run_clock, NULL, NULL },
	{ "call_one", "IPI: call a function on an idle CPU", 1, 56, false, NULL, NULL, NULL },
	{ "call_some", "IPI: on some idle CPUs", 1, 36, false, NULL, NULL, NULL },
	{ "call_all", "IPI: on all other CPUs, idle", 1, 24, false, NULL, NULL, NULL },
	{ "call_preempted", "IPI: on all, one preempted, no waiting", 1, 6, true,
	  NULL, NULL, NULL },
	{ "flush_idle", "TLB: the other thread sleeps", CHANGES, 60, false,
	  run_protect, NULL, NULL },
	{ "flush_running", "TLB: the other thread is on its CPU", CHANGES, 20, false,
	  run_protect, neighbour_stands, neighbour_sleeps },
	{ "flush_preempted", "TLB: its CPU is preempted", CHANGES, 60, true,
	  run_protect, NULL, NULL },
	{ "lock_contended", "lock: taken, waited for, released", 1, 3, false,
	  NULL, NULL, NULL },
	{ "lock_release", "lock: released, the waiter woken", 1, 3, false, NULL, NULL, NULL },
	{ "wake_other", "idle: wake a task on another CPU", 1, 48, false, NULL, NULL, NULL },
	{ "nap", "idle: sleep until a timer", 1, 16, true, NULL, NULL, NULL },
	{ "self_interrupt", "EOI: an interrupt to oneself", 1, 64, false, NULL, NULL, NULL },
	{ "timer_interrupt", "EOI: a timer's interrupt", 1, 24, false, NULL, NULL, NULL },
	{ NULL, NULL, 0, 0, false, NULL, NULL, NULL },
};
