// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions that the host intercepts, in their shortest form.  A host on an AMD CPU
 * that does not say where the next instruction is (APM volume 2, "State Saved on Exit":
 * nRIP) has to decode the intercepted one, and pays for each prefix that pads a site much
 * more than the guest pays for a NOP behind it.
 *
 * The functions are bare metal's; they have names of their own so that templates.S can say
 * what stands for them.
 */
#include <linux/init.h>
#include <asm/cpufeature.h>
#include "../native/native.h"
#include "exits.h"
#include "kvm.h"

void pvops_kvm_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	pvops_native_cpuid(eax, ebx, ecx, edx);
}

notrace u64 pvops_kvm_read_msr(u32 msr)
{
	return pvops_native_read_msr(msr);
}

notrace void pvops_kvm_write_msr(u32 msr, u32 low, u32 high)
{
	pvops_native_write_msr(msr, low, high);
}

notrace u64 pvops_kvm_read_msr_safe(u32 msr, int *err)
{
	return pvops_native_read_msr_safe(msr, err);
}

notrace int pvops_kvm_write_msr_safe(u32 msr, u32 low, u32 high)
{
	return pvops_native_write_msr_safe(msr, low, high);
}

noinstr void pvops_kvm_halt(void)
{
	pvops_native_halt();
}

static const char *__init exits_why_not(void)
{
	if (!boot_cpu_has(X86_FEATURE_VMMCALL))
		return "VMX tells the host how long an instruction is";
	return boot_cpu_has(X86_FEATURE_NRIPS) ?
	       "SVM tells the host where the next instruction is" : NULL;
}

static const struct pvops_table exits_table = {
	.cpu = {
		.cpuid = pvops_kvm_cpuid,
		.read_msr = pvops_kvm_read_msr,
		.write_msr = pvops_kvm_write_msr,
		.read_msr_safe = pvops_kvm_read_msr_safe,
		.write_msr_safe = pvops_kvm_write_msr_safe,
	},
	.irq.halt = pvops_kvm_halt,
};

const struct pvops_feature pvops_kvm_short_exits __refconst = {
	.name = "short-exits",
	.why_not = exits_why_not,
	.table = &exits_table,
};
