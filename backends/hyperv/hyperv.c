// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hyper-V's guest interface, on any host that offers it; we test with KVM's emulation of
 * it.  Upstream's arch/x86/kernel/cpu/mshyperv.c recognises the host, reads its CPUID
 * leaves into ms_hyperv, and takes the frequencies of TSC and APIC from the host; all
 * else is a feature, each in a file of its own.
 */
#include <linux/cc_platform.h>
#include <linux/init.h>
#include <asm/hypervisor.h>
#include "hyperv.h"

/*
 * A root partition owns the machine, and an isolated one, or any other whose memory is
 * encrypted, hides its memory from the host, which would write to the pages of features
 * here: these need more than what is here, and run as on bare metal.
 */
static int __init hyperv_detect(void)
{
	if (!hypervisor_is_type(X86_HYPER_MS_HYPERV) ||
	    cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return 0;
	return ms_hyperv.priv_high & (HV_CPU_MANAGEMENT | HV_ISOLATION) ? 0 : 60;
}

static const struct pvops_feature *const hyperv_features[] = {
	&pvops_hyperv_hypercall,
	&pvops_hyperv_vp,
	&pvops_hyperv_clock,
	&pvops_hyperv_timer,
	&pvops_hyperv_eoi,
	&pvops_hyperv_ipi,
	&pvops_hyperv_tlb,
	&pvops_hyperv_spin,
	&pvops_hyperv_crash,
	NULL
};

static const struct pvops_backend hyperv __refconst = {
	.name = "hyperv",
	.detect = hyperv_detect,
	.features = hyperv_features,
};
PVOPS_BACKEND(hyperv);
