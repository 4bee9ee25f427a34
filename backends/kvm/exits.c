// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that the host intercepts, in their shortest form.  A host on an AMD CPU
 * that does not say where the next instruction is (APM volume 2, "State Saved on Exit":
 * nRIP) has to decode the intercepted one, and pays for each prefix that pads a site much
 * more than the guest pays for a NOP after it.
 */
#include <linux/init.h>
#include <asm/cpufeature.h>
#include "kvm.h"

static const char *__init exits_why_not(void)
{
	if (!boot_cpu_has(X86_FEATURE_VMMCALL))
		return "VMX tells the host how long an instruction is";
	return boot_cpu_has(X86_FEATURE_NRIPS) ?
	       "SVM tells the host where the next instruction is" : NULL;
}

const struct pvops_feature pvops_kvm_short_exits __refconst = {
	.name = "short-exits",
	.why_not = exits_why_not,
	.nops = PVOPS_OPS(PVOP_cpu_cpuid, PVOP_cpu_read_msr, PVOP_cpu_write_msr,
			  PVOP_cpu_read_msr_safe, PVOP_cpu_write_msr_safe, PVOP_irq_halt),
};
