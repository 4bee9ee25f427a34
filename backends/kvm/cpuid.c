// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host says about itself in CPUID (Documentation/virt/kvm/x86/cpuid.rst), under
 * the names by which the rest of the kernel asks (asm/kvm_para.h).
 */
#include <linux/export.h>
#include <asm/cpuid.h>
#include <asm/hypervisor.h>
#include <asm/cpufeature.h>
#include "kvm.h"

/* The first of KVM's leaves, which moves when the host shows another interface, too. */
static u32 first_leaf(void)
{
	static u32 leaf;
	static bool searched;

	if (!searched) {
		if (boot_cpu_has(X86_FEATURE_HYPERVISOR))
			leaf = hypervisor_cpuid_base(KVM_SIGNATURE, 0);
		searched = true;
	}
	return leaf;
}

/**
 * kvm_para_available - is the host a KVM?
 *
 * Context: any, once the boot CPU's features are known.
 */
bool kvm_para_available(void)
{
	return first_leaf();
}
EXPORT_SYMBOL_GPL(kvm_para_available);

/**
 * kvm_arch_para_features - the bits KVM_FEATURE_... of the host
 *
 * Context: as kvm_para_available(), which must be true.
 */
unsigned int kvm_arch_para_features(void)
{
	return cpuid_eax(first_leaf() | KVM_CPUID_FEATURES);
}

/**
 * kvm_arch_para_hints - the bits KVM_HINTS_... of the host
 *
 * Context: as kvm_para_available(), which must be true.
 */
unsigned int kvm_arch_para_hints(void)
{
	return cpuid_edx(first_leaf() | KVM_CPUID_FEATURES);
}
EXPORT_SYMBOL_GPL(kvm_arch_para_hints);

static u32 __init detect(void)
{
	return first_leaf();
}

#ifdef CONFIG_AMD_MEM_ENCRYPT
#include <asm/svm.h>

/* A hypercall of a guest whose registers are encrypted: these four are its arguments. */
static void share_registers(struct ghcb *ghcb, struct pt_regs *regs)
{
	ghcb_set_rbx(ghcb, regs->bx);
	ghcb_set_rcx(ghcb, regs->cx);
	ghcb_set_rdx(ghcb, regs->dx);
	ghcb_set_rsi(ghcb, regs->si);
}

/* Only %rax comes back, which the caller checks. */
static bool registers_back(struct ghcb *ghcb, struct pt_regs *regs)
{
	return true;
}
#endif

/* For upstream's table of hypervisors; the features do everything else. */
const __initconst struct hypervisor_x86 x86_hyper_kvm = {
	.name = "KVM",
	.type = X86_HYPER_KVM,
	.detect = detect,
#ifdef CONFIG_AMD_MEM_ENCRYPT
	.runtime.sev_es_hcall_prepare = share_registers,
	.runtime.sev_es_hcall_finish = registers_back,
#endif
};
