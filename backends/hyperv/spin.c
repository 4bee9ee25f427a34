// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU that spins for a lock tells the host after as many rounds as the host recommends,
 * so that the host can run the holder instead (TLFS, section "HvCallNotifyLongSpinWait").
 *
 * As in every guest without paravirtual locks, the first CPU that finds a contended lock
 * free takes it: a queue stands still when its first CPU is not run.  Waiting CPUs are
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

static u32 spin_rounds __ro_after_init;
PVOPS_COUNTER(spin_notified);

static void notify_host(u32 spun)
{
	const u64 control = HVCALL_NOTIFY_LONG_SPIN_WAIT | HV_HYPERCALL_FAST_BIT;

	if (pvops_hyperv_call(control, spun, 0))
		pvops_count_one(spin_notified);
}

static bool take_if_free(struct qspinlock *lock)
{
	int free = 0;

	return !atomic_read(&lock->val) &&
	       atomic_try_cmpxchg_acquire(&lock->val, &free, _Q_LOCKED_VAL);
}

static void spin_slowpath(struct qspinlock *lock, u32 unused)
{
	u32 spun = 0, told = 0;

	while (!take_if_free(lock)) {
		cpu_relax();
		if (++spun - told < spin_rounds)
			continue;
		notify_host(spun);
		told = spun;
	}
}

/* All bits set means never; KVM refuses the call also if no bit is set. */
static const char *__init spin_why_not(void)
{
	u32 recommended = cpuid_ebx(HYPERV_CPUID_ENLIGHTMENT_INFO);

	if (nopvspin)
		return "nopvspin";
	if (!recommended || recommended == U32_MAX)
		return "not recommended by the host";
	spin_rounds = recommended;
	return pvops_hyperv_no_calls();
}

static const struct pvops_table spin_table = {
	.lock.queued_spin_lock_slowpath = spin_slowpath,
};

const struct pvops_feature pvops_hyperv_spin __refconst = {
	.name = "spin",
	.why_not = spin_why_not,
	.table = &spin_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("notified", spin_notified)),
};
