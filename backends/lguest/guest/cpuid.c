// SPDX-License-Identifier: GPL-2.0-only
/* CPUID for the kernel.  User space executes the instruction, and sees the CPU's own. */
#include <asm/cpuid.h>
#include "cpuid.h"
#include "guest.h"

static void ask(struct pvops_lguest_leaf *leaf)
{
	native_cpuid(&leaf->eax, &leaf->ebx, &leaf->ecx, &leaf->edx);
}

void pvops_lguest_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	const struct pvops_lguest_cpu cpu = {
		.ask = ask,
		.fsgsbase = pvops_lguest_host_has(LG_HOST_FSGSBASE),
		.tsc = pvops_lguest_host_has(LG_HOST_TSC),
	};
	struct pvops_lguest_leaf leaf = { .eax = *eax, .ecx = *ecx };

	pvops_lguest_show(&cpu, &leaf);
	*eax = leaf.eax;
	*ebx = leaf.ebx;
	*ecx = leaf.ecx;
	*edx = leaf.edx;
}
