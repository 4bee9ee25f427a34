// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU that calls a function on others waits for the slowest: if the host does not run
 * one of them, lend it the rest of this CPU's time
 * (Documentation/virt/kvm/x86/hypercalls.rst, KVM_HC_SCHED_YIELD).
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <asm/smp.h>
#include <asm/pvops/shapes.h>
#include "kvm.h"

PVOPS_COUNTER(yield_calls);

/* A CPU that idles in the guest is not preempted but asleep; the interrupt wakes it. */
static bool waits_for_host(int cpu)
{
	return pvops_kvm_preempted(cpu) && !idle_cpu(cpu);
}

static void send_call_func_ipi(const struct cpumask *mask)
{
	int cpu;

	native_send_call_func_ipi(mask);
	for_each_cpu(cpu, mask) {
		if (likely(!waits_for_host(cpu)))
			continue;
		pvops_count_one(yield_calls);
		pvops_hypercall1(KVM_HC_SCHED_YIELD, per_cpu(x86_cpu_to_apicid, cpu));
		return;
	}
}

static const char *__init yield_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_PV_SCHED_YIELD) ?
	       pvops_kvm_no_preemption() : pvops_kvm_not_offered;
}

static void __init yield_late(void)
{
	smp_ops.send_call_func_ipi = send_call_func_ipi;
}

const struct pvops_feature pvops_kvm_yield __refconst = {
	.name = "yield",
	.why_not = yield_why_not,
	.late = yield_late,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("calls", yield_calls)),
};
