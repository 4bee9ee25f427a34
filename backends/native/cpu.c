// SPDX-License-Identifier: GPL-2.0-only
/* Control registers, descriptor tables, cpuid and MSRs of bare metal. */
#include <asm/cpuid.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/special_insns.h>
#include "native.h"

noinstr unsigned long pvops_native_get_debugreg(int regno)
{
	return native_get_debugreg(regno);
}

noinstr void pvops_native_set_debugreg(int regno, unsigned long val)
{
	native_set_debugreg(regno, val);
}

unsigned long pvops_native_read_cr0(void)
{
	return native_read_cr0();
}

void pvops_native_load_gdt(const struct desc_ptr *dtr)
{
	native_load_gdt(dtr);
}

noinstr void pvops_native_load_idt(const struct desc_ptr *dtr)
{
	native_load_idt(dtr);
}

unsigned long pvops_native_store_tr(void)
{
	return native_store_tr();
}

noinstr void pv_native_wbinvd(void)
{
	native_wbinvd();
}

void pvops_native_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	native_cpuid(eax, ebx, ecx, edx);
}

/* Accesses without a trace event: asm/paravirt.h raises it for every platform. */
notrace u64 pvops_native_read_msr(u32 msr)
{
	return __rdmsr(msr);
}

notrace void pvops_native_write_msr(u32 msr, u32 low, u32 high)
{
	__wrmsr(msr, low, high);
}

notrace u64 pvops_native_read_msr_safe(u32 msr, int *err)
{
	u32 low, high;

	asm volatile("1: rdmsr; xor %[err], %[err]\n2:"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_RDMSR_SAFE, %[err])
		     : [err] "=r" (*err), "=a" (low), "=d" (high)
		     : "c" (msr));
	return low | (u64)high << 32;
}

notrace int pvops_native_write_msr_safe(u32 msr, u32 low, u32 high)
{
	int err;

	asm volatile("1: wrmsr; xor %[err], %[err]\n2:"
		     _ASM_EXTABLE_TYPE_REG(1b, 2b, EX_TYPE_WRMSR_SAFE, %[err])
		     : [err] "=r" (err)
		     : "c" (msr), "a" (low), "d" (high)
		     : "memory");
	return err;
}

u64 pvops_native_read_pmc(int counter)
{
	u32 low, high;

	asm volatile("rdpmc" : "=a" (low), "=d" (high) : "c" (counter));
	return low | (u64)high << 32;
}
