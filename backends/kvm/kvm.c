// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM guests: how one is recognised, and the features in the order of their set-up.
 *
 * After a crash only the CPU that crashed withdraws its pages.  The kernel stops the others
 * by an NMI whose handler is arch/x86/kernel/crash.c's own and has no place for us; an NMI
 * of ours before that would be one more thing to go wrong.  It would gain little: the host
 * writes to pages of CPUs that run, the others are halted for good, and their pages lie in
 * memory that the crash kernel only reads, to save it.  If it starts these CPUs it gives
 * the host pages of its own for each.
 */
#include <linux/init.h>
#include <asm/hypervisor.h>
#include "kvm.h"

const char pvops_kvm_not_offered[] = "not offered by the host";
const char pvops_kvm_one_cpu[] = "there is one CPU";
const char pvops_kvm_dedicated[] = "the host says that its CPUs are dedicated";

static const struct pvops_feature *const kvm_features[] = {
	&pvops_kvm_platform,
	&pvops_kvm_io_delay,
	&pvops_kvm_vmcall,
	&pvops_kvm_vmmcall,
	&pvops_kvm_tdcall,
	&pvops_kvm_short_exits,
	&pvops_kvm_encryption,
	&pvops_kvm_clock,
	&pvops_kvm_steal,
	&pvops_kvm_steal_accounting,
	&pvops_kvm_eoi,
	&pvops_kvm_async_pf,
	&pvops_kvm_ipi,
	&pvops_kvm_tlb,
	&pvops_kvm_yield,
	&pvops_kvm_lock,
	&pvops_kvm_native_lock,
	&pvops_kvm_haltpoll,
	&pvops_kvm_migration,
	NULL
};

static int __init kvm_detect(void)
{
	return hypervisor_is_type(X86_HYPER_KVM) ? 80 : 0;
}

static const struct pvops_backend kvm __refconst = {
	.name = "kvm",
	.detect = kvm_detect,
	.features = kvm_features,
};
PVOPS_BACKEND(kvm);
