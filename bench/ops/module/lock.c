// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queued spinlocks.  A lock with a waiter needs a second CPU and measures that one; here
 * no CPU waits, which is also how most locks are taken and released.
 */
#include <linux/smp.h>
#include <linux/spinlock.h>
#include "bench.h"

static struct qspinlock lock;
static u8 byte;

#define LOCKED		atomic_set(&lock.val, _Q_LOCKED_VAL)

BENCH_LOOP(unlock, , LOCKED; queued_spin_unlock(&lock), )
BENCH_LOOP(locked, , LOCKED; BENCH_NOTHING, )

/* As if the lock had been seen held and was released a moment later. */
BENCH_LOOP(slowpath, atomic_set(&lock.val, 0),
	   queued_spin_lock_slowpath(&lock, _Q_LOCKED_VAL); queued_spin_unlock(&lock), )

BENCH_LOOP(wait, , pv_wait(&byte, 1), )
BENCH_LOOP(kick, int cpu = raw_smp_processor_id(), pv_kick(cpu), )
/* The kernel's own name makes a bool of the answer, which is not the operation's. */
BENCH_LOOP(preempted, long cpu = raw_smp_processor_id(),
	   BENCH_MAP(cpu, pvops_lock_vcpu_is_preempted), )
BENCH_LOOP(cpu_copy, long cpu = raw_smp_processor_id(), BENCH_COPY(cpu), )

const struct bench_row bench_lock[] = {
	{ .ops = "lock.queued_spin_unlock", .what = "no CPU waits",
	  .run = unlock, .empty = locked },
	{ .ops = "lock.queued_spin_lock_slowpath+lock.queued_spin_unlock",
	  .what = "a lock that has become free", .run = slowpath },
	{ .ops = "lock.wait", .what = "for what has happened already", .run = wait },
	{ .ops = "lock.kick", .what = "this CPU, which does not sleep", .run = kick },
	{ .ops = "lock.vcpu_is_preempted", .what = "this CPU",
	  .run = preempted, .empty = cpu_copy },
	{ },
};
