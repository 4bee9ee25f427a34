// SPDX-License-Identifier: GPL-2.0-only
/*
 * Remote TLB flush: a CPU that the host does not run needs no interrupt now; the host can
 * flush its TLB when it runs again, and a bit beside "preempted" asks for that
 * (Documentation/virt/kvm/x86/msr.rst, MSR_KVM_STEAL_TIME).
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/paravirt.h>
#include <asm/tlb.h>
#include <asm/tlbflush.h>
#include "kvm.h"

static DEFINE_PER_CPU(struct cpumask, running_cpus);
PVOPS_COUNTER(tlb_deferred);

/* True if the host will flush: it clears "preempted" and this bit in one step. */
static bool defer_flush(int cpu)
{
	u8 *preempted = &per_cpu(pvops_kvm_steal_page, cpu).preempted;
	u8 state = READ_ONCE(*preempted);

	return state & KVM_VCPU_PREEMPTED &&
	       try_cmpxchg(preempted, &state, state | KVM_VCPU_FLUSH_TLB);
}

/* Most of the time all CPUs run, and the caller's mask is good as it is. */
static void flush_or_defer(const struct cpumask *cpus, const struct flush_tlb_info *info)
{
	struct cpumask *rest = NULL;
	int cpu;

	for_each_cpu(cpu, cpus) {
		if (likely(!defer_flush(cpu)))
			continue;
		if (!rest) {
			rest = this_cpu_ptr(&running_cpus);
			cpumask_copy(rest, cpus);
		}
		__cpumask_clear_cpu(cpu, rest);
		pvops_count_one(tlb_deferred);
	}
	native_flush_tlb_multi(rest ?: cpus, info);
}

static const char *__init tlb_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_PV_TLB_FLUSH) ?
	       pvops_kvm_no_preemption() : pvops_kvm_not_offered;
}

/*
 * A page walk with interrupts off holds back a flush by interrupt, and so the freeing of
 * tables.  It cannot hold back a deferred flush: tables are freed by RCU.
 */
static const struct pvops_table tlb_table = {
	.mmu.flush_tlb_multi = flush_or_defer,
	.mmu.tlb_remove_table = tlb_remove_table,
};

const struct pvops_feature pvops_kvm_tlb __refconst = {
	.name = "tlb",
	.why_not = tlb_why_not,
	.table = &tlb_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("deferred", tlb_deferred)),
};
