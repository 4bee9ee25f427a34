// SPDX-License-Identifier: GPL-2.0-only
/*
 * Queued spinlocks whose waiters sleep in the host when the host may not be running the
 * holder.  A holder that releases the lock wakes the next waiter (KVM_FEATURE_PV_UNHALT;
 * Documentation/virt/kvm/x86/hypercalls.rst, KVM_HC_KICK_CPU).
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <asm/paravirt.h>
#include <asm/qspinlock.h>
#include <asm/smp.h>
#include "kvm.h"

PVOPS_COUNTER(lock_waits);
PVOPS_COUNTER(lock_kicks);

/*
 * Interrupts are off from the check to the halt: a handler that waits for a lock, too,
 * could consume the wake-up.  A halted CPU with interrupts off is woken by the kick all the same.
 */
static void lock_wait(u8 *ptr, u8 val)
{
	bool irqs_on = !irqs_disabled();

	if (in_nmi())
		return;
	if (irqs_on)
		local_irq_disable();
	if (READ_ONCE(*ptr) != val) {
		if (irqs_on)
			local_irq_enable();
		return;
	}
	pvops_count_one(lock_waits);
	if (irqs_on)
		safe_halt();
	else
		halt();
}

static void lock_kick(int cpu)
{
	pvops_count_one(lock_kicks);
	pvops_hypercall2(KVM_HC_KICK_CPU, 0, per_cpu(x86_cpu_to_apicid, cpu));
}

/* Why bare metal's locks are right for this guest; NULL if they are not. */
static const char *__init native_is_right(void)
{
	if (kvm_para_has_hint(KVM_HINTS_REALTIME))
		return pvops_kvm_dedicated;
	if (num_possible_cpus() == 1)
		return pvops_kvm_one_cpu;
	return nopvspin ? "nopvspin" : NULL;
}

static const char *__init lock_why_not(void)
{
	return native_is_right() ?:
	       kvm_para_has_feature(KVM_FEATURE_PV_UNHALT) ? NULL : pvops_kvm_not_offered;
}

static void __init lock_late(void)
{
	__pv_init_lock_hash();
}

static const struct pvops_table lock_table = {
	.lock = {
		.queued_spin_lock_slowpath = __pv_queued_spin_lock_slowpath,
		.queued_spin_unlock = PV_CALLEE_SAVE(__pv_queued_spin_unlock),
		.wait = lock_wait,
		.kick = lock_kick,
	},
};

const struct pvops_feature pvops_kvm_lock __refconst = {
	.name = "lock",
	.why_not = lock_why_not,
	.late = lock_late,
	.table = &lock_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("waits", lock_waits), PVOPS_COUNT("kicks", lock_kicks)),
};

/* --- locks that queue as on bare metal */

static const char *__init native_lock_why_not(void)
{
	return native_is_right() ? NULL : "CPUs may be preempted";
}

const struct pvops_feature pvops_kvm_native_lock __refconst = {
	.name = "native-lock",
	.why_not = native_lock_why_not,
};

/*
 * Without either of them a lock is one word that all CPUs try to set: better than a queue
 * whose head does not run.  The kernel chooses that for every guest when it prepares the
 * boot CPU, so this must come later.
 */
static int __init settle_locks(void)
{
	const char *why_not;

	if (!pvops_uses(&pvops_kvm_platform))
		return 0;
	/* In the words that users look for in the log; debugfs has the rest. */
	why_not = lock_why_not();
	if (why_not)
		pr_info("PV spinlocks disabled: %s\n", why_not);
	else
		pr_info("PV spinlocks enabled\n");
	if (pvops_uses(&pvops_kvm_lock) || pvops_uses(&pvops_kvm_native_lock))
		static_branch_disable(&virt_spin_lock_key);
	return 0;
}
early_initcall(settle_locks);
