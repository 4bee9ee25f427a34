// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who spins for a lock tells the host after as many rounds as the host recommends, so
 * that it can run the holder instead (TLFS, section "HvCallNotifyLongSpinWait").
 *
 * As every guest without paravirtual locks does, a contended lock is taken by whoever
 * finds it free: a queue stands still when its first CPU is not run.  Waiting CPUs are
 * not put to sleep: that takes the guest idle MSR, which KVM does not have.  Taking a
 * free lock, and releasing it, stay native and inline.
 */
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/percpu.h>
#include <linux/processor.h>
#include <asm/cpuid.h>
#include <asm/qspinlock.h>
#include "hyperv.h"

static u32 rounds __ro_after_init;
static DEFINE_PER_CPU(unsigned long, notified);

static void notify(u32 spun)
{
	const u64 control = HVCALL_NOTIFY_LONG_SPIN_WAIT | HV_HYPERCALL_FAST_BIT;

	if (pvops_hyperv_call(control, spun, 0))
		this_cpu_inc(notified);
}

static bool take(struct qspinlock *lock)
{
	int free = 0;

	return !atomic_read(&lock->val) &&
	       atomic_try_cmpxchg_acquire(&lock->val, &free, _Q_LOCKED_VAL);
}

static void slowpath(struct qspinlock *lock, u32 unused)
{
	u32 spun = 0, told = 0;

	while (!take(lock)) {
		cpu_relax();
		if (++spun - told < rounds)
			continue;
		notify(spun);
		told = spun;
	}
}

/* All bits set: never; KVM refuses the call if none is, too. */
static const char *__init spin_why_not(void)
{
	u32 recommended = cpuid_ebx(HYPERV_CPUID_ENLIGHTMENT_INFO);

	if (nopvspin)
		return "nopvspin";
	if (!recommended || recommended == U32_MAX)
		return "not recommended by the host";
	rounds = recommended;
	return pvops_hyperv_no_calls();
}

static const struct pvops_table spin_table = {
	.lock.queued_spin_lock_slowpath = slowpath,
};

static const struct pvops_count spin_counts[] = {
	PVOPS_COUNT("notified", notified),
	{ }
};

const struct pvops_feature pvops_hyperv_spin __refconst = {
	.name = "spin",
	.why_not = spin_why_not,
	.table = &spin_table,
	.counts = spin_counts,
};
