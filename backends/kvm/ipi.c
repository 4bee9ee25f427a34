// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts for many CPUs in one exit: a bitmap of 128 APIC ids from a given one on
 * (Documentation/virt/kvm/x86/hypercalls.rst, KVM_HC_SEND_IPI).
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/smp.h>
#include <asm/x86_init.h>
#include <asm/pvops/shapes.h>
#include "kvm.h"

#define IDS	(2 * BITS_PER_LONG)	/* APIC ids in one call */
#define NO_CPU	(-1)

PVOPS_COUNTER(ipi_calls);

/* How the kernel would send them, for a host that refuses. */
static void (*send_natively)(const struct cpumask *mask, int vector) __ro_after_init;

static u32 icr(int vector)
{
	return vector == NMI_VECTOR ? APIC_DM_NMI : APIC_DM_FIXED | vector;
}

/* Ids from @first on, which is a multiple of IDS: their order in the mask is no matter. */
static bool send_ids(const unsigned long *ids, u32 first, int vector)
{
	if (!(ids[0] | ids[1]))
		return true;
	pvops_count_one(ipi_calls);
	return pvops_host_hypercall(KVM_HC_SEND_IPI, ids[0], ids[1], first, icr(vector)) >= 0;
}

static void send_to(const struct cpumask *mask, int vector, int but)
{
	unsigned long ids[2] = { };
	u32 id, first = 0;
	bool sent = true;
	int cpu;

	for_each_cpu(cpu, mask) {
		if (cpu == but)
			continue;
		id = per_cpu(x86_cpu_to_apicid, cpu);
		if (id - first >= IDS) {
			sent &= send_ids(ids, first, vector);
			ids[0] = ids[1] = 0;
			first = round_down(id, IDS);
		}
		__set_bit(id - first, ids);
	}
	sent &= send_ids(ids, first, vector);
	/* CPUs that got the interrupt already get it again; a spurious one is harmless. */
	if (unlikely(!sent))
		for_each_cpu(cpu, mask)
			if (cpu != but)
				send_natively(cpumask_of(cpu), vector);
}

static void send_mask(const struct cpumask *mask, int vector)
{
	send_to(mask, vector, NO_CPU);
}

static void send_mask_allbutself(const struct cpumask *mask, int vector)
{
	send_to(mask, vector, smp_processor_id());
}

/* The kernel has chosen its APIC driver, whose calls are replaced. */
static void __init replace_calls(void)
{
	send_natively = apic->send_IPI_mask;
	apic_update_callback(send_IPI_mask, send_mask);
	apic_update_callback(send_IPI_mask_allbutself, send_mask_allbutself);
}

static const char *__init ipi_why_not(void)
{
	if (!kvm_para_has_feature(KVM_FEATURE_PV_SEND_IPI))
		return pvops_kvm_not_offered;
	return num_possible_cpus() == 1 ? pvops_kvm_one_cpu : NULL;
}

static void __init ipi_late(void)
{
	x86_platform.apic_post_init = replace_calls;
}

const struct pvops_feature pvops_kvm_ipi __refconst = {
	.name = "ipi",
	.why_not = ipi_why_not,
	.late = ipi_late,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("calls", ipi_calls)),
};
