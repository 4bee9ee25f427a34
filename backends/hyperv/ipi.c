// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts to several CPUs by one hypercall (TLFS, section
 * "HvCallSendSyntheticClusterIpi").  For a single CPU, and for all by the APIC's
 * shorthand, an access to the APIC costs no more than that, and on some machines it does
 * not leave the guest.
 */
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/x86_init.h>
#include "hyperv.h"

/* What the APIC's driver would do. */
static struct {
	void (*mask)(const struct cpumask *mask, int vector);
	void (*mask_allbutself)(const struct cpumask *mask, int vector);
} native_ipi __ro_after_init;

static void (*next_post_init)(void) __initdata;
PVOPS_COUNTER(ipi_hypercalls);

/* The processors of @mask but @not; 0 if the APIC is to do it. */
static u64 several(const struct cpumask *mask, unsigned int not)
{
	u64 vps = 0, bit;
	unsigned int cpu;

	for_each_cpu(cpu, mask) {
		if (cpu == not)
			continue;
		bit = pvops_hyperv_vp_bit(cpu);
		if (!bit)
			return 0;
		vps |= bit;
	}
	return is_power_of_2(vps) ? 0 : vps;
}

/* Vectors that are too low mean an NMI, which the hypercall does not know. */
static bool send_to_vps(u64 vps, int vector)
{
	const u64 control = HVCALL_SEND_IPI | HV_HYPERCALL_FAST_BIT;

	if (!vps || vector < HV_IPI_LOW_VECTOR || vector > HV_IPI_HIGH_VECTOR ||
	    !pvops_hyperv_call(control, vector, vps))
		return false;
	pvops_count_one(ipi_hypercalls);
	return true;
}

static void send_mask(const struct cpumask *mask, int vector)
{
	if (!send_to_vps(several(mask, nr_cpu_ids), vector))
		native_ipi.mask(mask, vector);
}

static void send_mask_allbutself(const struct cpumask *mask, int vector)
{
	if (!send_to_vps(several(mask, smp_processor_id()), vector))
		native_ipi.mask_allbutself(mask, vector);
}

static const char *__init ipi_why_not(void)
{
	if (!(ms_hyperv.hints & HV_X64_CLUSTER_IPI_RECOMMENDED))
		return "not recommended by the host";
	return pvops_hyperv_no_calls();
}

/* The kernel has found the driver of its APIC. */
static void __init install_ipi(void)
{
	if (next_post_init)
		next_post_init();
	native_ipi.mask = apic->send_IPI_mask;
	native_ipi.mask_allbutself = apic->send_IPI_mask_allbutself;
	apic_update_callback(send_IPI_mask, send_mask);
	apic_update_callback(send_IPI_mask_allbutself, send_mask_allbutself);
}

static void __init ipi_late(void)
{
	next_post_init = x86_platform.apic_post_init;
	x86_platform.apic_post_init = install_ipi;
}

const struct pvops_feature pvops_hyperv_ipi __refconst = {
	.name = "ipi",
	.why_not = ipi_why_not,
	.late = ipi_late,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("hypercalls", ipi_hypercalls)),
};
