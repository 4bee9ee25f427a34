/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest's kernel is shown of the CPU, as a function of what the CPU says.  Compiled
 * into the kernel and into a test.
 */
#ifndef PVOPS_BACKENDS_LGUEST_GUEST_CPUID_H
#define PVOPS_BACKENDS_LGUEST_GUEST_CPUID_H

#include <linux/types.h>

/**
 * struct pvops_lguest_leaf - the registers of CPUID
 * @eax: leaf, before; these are the values after
 * @ebx: -
 * @ecx: subleaf, before
 * @edx: -
 */
struct pvops_lguest_leaf {
	__u32 eax, ebx, ecx, edx;
};

/**
 * struct pvops_lguest_cpu - where a leaf comes from
 * @ask:      CPUID of the CPU
 * @fsgsbase: RDGSBASE and its kind work for the guest
 * @tsc:      the host trusts its TSC
 */
struct pvops_lguest_cpu {
	void (*ask)(struct pvops_lguest_leaf *leaf);
	int fsgsbase;
	int tsc;
};

void pvops_lguest_show(const struct pvops_lguest_cpu *cpu, struct pvops_lguest_leaf *leaf);

#endif
