// SPDX-License-Identifier: GPL-2.0-only
/*
 * KVM.  The operations are still those of the carrier's arch/x86/kernel/kvm.c, which
 * writes them into the table by itself while the kernel starts; a KVM guest has the
 * machine's own instructions, so the native templates serve all others.
 */
#include <linux/init.h>
#include <asm/hypervisor.h>
#include <asm/pvops/backend.h>

/* Not if the user has said "nopv": the carrier's code stays away then. */
static int __init kvm_detect(void)
{
	return hypervisor_is_type(X86_HYPER_KVM) ? 80 : 0;
}

static const struct pvops_backend kvm __refconst = {
	.name	= "kvm",
	.detect	= kvm_detect,
};
PVOPS_BACKEND(kvm);
