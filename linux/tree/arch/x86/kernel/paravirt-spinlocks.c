// SPDX-License-Identifier: GPL-2.0-only
/*
 * The native lock operations as functions, for sites that are not inline; apart
 * from the rest so that function tracing can leave this file alone.
 */
#ifndef CONFIG_PVOPS
#include "paravirt-spinlocks-upstream.c"
#else

#include <linux/spinlock.h>
#include <asm/paravirt.h>

__visible void __native_queued_spin_unlock(struct qspinlock *lock)
{
	native_queued_spin_unlock(lock);
}
PV_CALLEE_SAVE_REGS_THUNK(__native_queued_spin_unlock);

__visible bool __native_vcpu_is_preempted(long cpu)
{
	return false;
}
PV_CALLEE_SAVE_REGS_THUNK(__native_vcpu_is_preempted);

bool pv_is_native_spin_unlock(void)
{
	return pvops_table.lock.queued_spin_unlock.func ==
	       __raw_callee_save___native_queued_spin_unlock;
}

bool pv_is_native_vcpu_is_preempted(void)
{
	return pvops_table.lock.vcpu_is_preempted.func ==
	       __raw_callee_save___native_vcpu_is_preempted;
}

#endif
