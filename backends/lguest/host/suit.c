// SPDX-License-Identifier: GPL-2.0-only
/* Hosts that cannot have guests, each with the reason and the way out. */
#include <linux/cc_platform.h>
#include <linux/mm.h>
#include <asm/cpufeature.h>
#include <asm/hypervisor.h>
#include <asm/kvm_para.h>

#include "lg.h"

static bool xen_pv(void)
{
	return boot_cpu_has(X86_FEATURE_XENPV);
}

static bool encrypted(void)
{
	return cc_platform_has(CC_ATTR_MEM_ENCRYPT) || cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT);
}

static bool fred(void)
{
	return boot_cpu_has(X86_FEATURE_FRED);
}

static bool old(void)
{
	return !boot_cpu_has(X86_FEATURE_NX) || !boot_cpu_has(X86_FEATURE_CX16);
}

/* Such a host's KVM raises #PF in whatever runs at CPL 3, for reasons of its own. */
static bool async_faults(void)
{
	u64 value;

	if (!hypervisor_is_type(X86_HYPER_KVM))
		return false;
	return !rdmsrl_safe(MSR_KVM_ASYNC_PF_EN, &value) && (value & KVM_ASYNC_PF_ENABLED);
}

static const struct {
	bool (*test)(void);
	const char *why;
} refusals[] = {
	{ xen_pv,	"this kernel is not privileged itself (Xen PV or lguest); run it elsewhere" },
	{ encrypted,	"memory is encrypted (SME, SEV or TDX); boot with mem_encrypt=off, if it is SME" },
	{ fred,		"this CPU delivers events by FRED; boot with fred=off" },
	{ old,		"this CPU has no NX or no CMPXCHG16B" },
	{ async_faults,	"KVM delivers asynchronous page faults; boot with no-kvmapf" },
};

/**
 * lg_unsuitable - why this host cannot have guests
 *
 * Return: a sentence for the log, or NULL.
 */
const char *lg_unsuitable(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(refusals); i++)
		if (refusals[i].test())
			return refusals[i].why;
	return NULL;
}
