// SPDX-License-Identifier: GPL-2.0-only
/*
 * Steal time: how long each CPU was ready to run and the host ran something else, and
 * whether it does so now (Documentation/virt/kvm/x86/msr.rst, MSR_KVM_STEAL_TIME).
 */
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/percpu.h>
#include <linux/static_call.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/paravirt.h>
#include "kvm.h"
#include "layout.h"

DEFINE_PER_CPU_DECRYPTED(struct kvm_steal_time, pvops_kvm_steal_page) __aligned(64) __visible;

static_assert(offsetof(struct kvm_steal_time, preempted) == PVOPS_KVM_STEAL_PREEMPTED);
static_assert(KVM_VCPU_PREEMPTED == PVOPS_KVM_PREEMPTED);

PVOPS_COUNTER(steal_reads);

/* As with the clock page: the host is writing while the version is odd. */
static u64 read_steal(int cpu)
{
	const struct kvm_steal_time *page = &per_cpu(pvops_kvm_steal_page, cpu);
	u32 version;
	u64 ns;

	pvops_count_one(steal_reads);
	do {
		version = READ_ONCE(page->version) & ~1u;
		virt_rmb();	/* the version before the time */
		ns = READ_ONCE(page->steal);
		virt_rmb();	/* ... and once more after it */
	} while (READ_ONCE(page->version) != version);
	return ns;
}

/**
 * pvops_kvm_preempted - does the host run something else than this CPU?
 * @cpu: number of a possible CPU
 *
 * Context: any, where steal time is used.
 */
bool pvops_kvm_preempted(int cpu)
{
	return READ_ONCE(per_cpu(pvops_kvm_steal_page, cpu).preempted) & KVM_VCPU_PREEMPTED;
}

/**
 * pvops_kvm_no_preemption - why it is of no use to ask whether a CPU is preempted
 *
 * A guest that may execute MWAIT keeps its CPUs when it idles; the host then has no
 * reason to take them away.
 *
 * Return: the reason, or NULL if it is of use.
 * Context: pvops_feature.why_not, once the possible CPUs are known.
 */
const char *__init pvops_kvm_no_preemption(void)
{
	if (!pvops_uses(&pvops_kvm_steal))
		return "needs steal time";
	if (kvm_para_has_hint(KVM_HINTS_REALTIME))
		return pvops_kvm_dedicated;
	if (boot_cpu_has(X86_FEATURE_MWAIT))
		return "the guest has MWAIT";
	return num_possible_cpus() == 1 ? pvops_kvm_one_cpu : NULL;
}

static void steal_enter(void)
{
	wrmsrl(MSR_KVM_STEAL_TIME,
	       pvops_kvm_shared_cpu_phys(pvops_kvm_steal_page) | KVM_MSR_ENABLED);
}

static void steal_leave(enum pvops_leave why)
{
	wrmsrl(MSR_KVM_STEAL_TIME, 0);
}

static const char *__init steal_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_STEAL_TIME) ? NULL : pvops_kvm_not_offered;
}

static void __init steal_late(void)
{
	static_call_update(pv_steal_clock, read_steal);
	static_key_slow_inc(&paravirt_steal_enabled);
}

static const struct pvops_table steal_table = {
	.lock.vcpu_is_preempted = { pvops_kvm_vcpu_is_preempted },
};

const struct pvops_feature pvops_kvm_steal __refconst = {
	.name = "steal",
	.why_not = steal_why_not,
	.late = steal_late,
	.cpu_enter = steal_enter,
	.cpu_leave = steal_leave,
	.table = &steal_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("reads", steal_reads)),
};

/* --- whether the scheduler subtracts it from what a task has used */

static bool accounting_unwanted __initdata;

static int __init parse_no_steal_acc(char *arg)
{
	accounting_unwanted = true;
	return 0;
}
early_param("no-steal-acc", parse_no_steal_acc);

static const char *__init accounting_why_not(void)
{
	if (!pvops_uses(&pvops_kvm_steal))
		return "needs steal time";
	return accounting_unwanted ? "no-steal-acc" : NULL;
}

static void __init accounting_late(void)
{
	static_key_slow_inc(&paravirt_steal_rq_enabled);
}

const struct pvops_feature pvops_kvm_steal_accounting __refconst = {
	.name = "steal-accounting",
	.why_not = accounting_why_not,
	.late = accounting_late,
};
