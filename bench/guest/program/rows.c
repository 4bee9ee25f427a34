// SPDX-License-Identifier: GPL-2.0-only
/* What is measured, in the order of the results. */
#include <stddef.h>

#include "bench.h"

enum { FEW = 16, MANY = 64, READS = 64, CHANGES = 2 };

/* The rows called empty say what a sample has beside the operation: the module's, ours. */
const struct row rows[] = {
	{ "empty", "", READS, FEW, false, NULL, NULL, NULL },
	{ "empty_user", "", READS, FEW, false, run_empty, NULL, NULL },
	{ "calibrate", "one NOP", READS, FEW, false, NULL, NULL, NULL },
	{ "ktime_get", "time: ktime_get()", READS, FEW, false, NULL, NULL, NULL },
	{ "sched_clock", "time: sched_clock()", READS, FEW, false, NULL, NULL, NULL },
	{ "clock_gettime", "time: clock_gettime() in a program", READS, FEW, false,
	  run_clock, NULL, NULL },
	{ "call_one", "IPI: call a function on an idle CPU", 1, MANY, false, NULL, NULL, NULL },
	{ "call_some", "IPI: on some idle CPUs", 1, MANY, false, NULL, NULL, NULL },
	{ "call_all", "IPI: on all other CPUs, idle", 1, MANY, false, NULL, NULL, NULL },
	{ "call_preempted", "IPI: on all, one preempted, no waiting", 1, MANY, true,
	  NULL, NULL, NULL },
	{ "flush_idle", "TLB: the other thread sleeps", CHANGES, MANY, false,
	  run_protect, NULL, NULL },
	{ "flush_running", "TLB: the other thread is on its CPU", CHANGES, MANY, false,
	  run_protect, neighbour_stands, neighbour_sleeps },
	{ "flush_preempted", "TLB: its CPU is preempted", CHANGES, MANY, true,
	  run_protect, NULL, NULL },
	{ "lock_contended", "lock: taken, waited for, released", 1, FEW, false,
	  NULL, NULL, NULL },
	{ "lock_release", "lock: released, the waiter woken", 1, FEW, false, NULL, NULL, NULL },
	{ "wake_other", "idle: wake a task on another CPU", 1, MANY, false, NULL, NULL, NULL },
	{ "nap", "idle: sleep until a timer", 1, MANY, true, NULL, NULL, NULL },
	{ "self_interrupt", "EOI: an interrupt to oneself", 1, MANY, false, NULL, NULL, NULL },
	{ "timer_interrupt", "EOI: a timer's interrupt", 1, MANY, false, NULL, NULL, NULL },
	{ NULL, NULL, 0, 0, false, NULL, NULL, NULL },
};
