// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls: number in %rax, arguments in %rbx, %rcx, %rdx, %rsi, result in %rax, all
 * other registers kept (Documentation/virt/kvm/x86/hypercalls.rst).  The instruction is
 * the CPU's own, VMCALL or VMMCALL, and stands in the sites (templates.S): a host that
 * gets the other one has to rewrite the guest's code, which may be read-only.
 */
#include <linux/init.h>
#include <asm/cpufeature.h>
#include <asm/tdx.h>
#include "kvm.h"

static const char has_vmcall[] = "the CPU has VMCALL";
static const char has_vmmcall[] = "the CPU has VMMCALL";
static const char has_tdcall[] = "the guest is a trust domain";

static bool __init trust_domain(void)
{
	return cpu_feature_enabled(X86_FEATURE_TDX_GUEST);
}

static bool __init amd(void)
{
	return boot_cpu_has(X86_FEATURE_VMMCALL);
}

/* --- VMCALL */

long pvops_kvm_vmcall_insn(unsigned long nr, unsigned long a, unsigned long b,
			   unsigned long c, unsigned long d)
{
	asm volatile("vmcall" : "+a" (nr) : "b" (a), "c" (b), "d" (c), "S" (d) : "memory");
	return nr;
}

static const char *__init vmcall_why_not(void)
{
	return trust_domain() ? has_tdcall : amd() ? has_vmmcall : NULL;
}

static const struct pvops_table vmcall_table = {
	.host.hypercall = pvops_kvm_vmcall_insn,
};

const struct pvops_feature pvops_kvm_vmcall __refconst = {
	.name = "vmcall",
	.why_not = vmcall_why_not,
	.table = &vmcall_table,
};

/* --- VMMCALL */

long pvops_kvm_vmmcall_insn(unsigned long nr, unsigned long a, unsigned long b,
			    unsigned long c, unsigned long d)
{
	asm volatile("vmmcall" : "+a" (nr) : "b" (a), "c" (b), "d" (c), "S" (d) : "memory");
	return nr;
}

static const char *__init vmmcall_why_not(void)
{
	return trust_domain() ? has_tdcall : amd() ? NULL : has_vmcall;
}

static const struct pvops_table vmmcall_table = {
	.host.hypercall = pvops_kvm_vmmcall_insn,
};

const struct pvops_feature pvops_kvm_vmmcall __refconst = {
	.name = "vmmcall",
	.why_not = vmmcall_why_not,
	.table = &vmmcall_table,
};

/* --- a trust domain: its module passes the call on, with the numbers that it knows */

#ifdef CONFIG_INTEL_TDX_GUEST
static long tdcall(unsigned long nr, unsigned long a, unsigned long b,
		   unsigned long c, unsigned long d)
{
	return tdx_kvm_hypercall(nr, a, b, c, d);
}

static const struct pvops_table tdcall_table = {
	.host.hypercall = tdcall,
};
#define TDCALL_TABLE	(&tdcall_table)
#else
#define TDCALL_TABLE	NULL
#endif

static const char *__init tdcall_why_not(void)
{
	return trust_domain() ? NULL : "the guest is no trust domain";
}

const struct pvops_feature pvops_kvm_tdcall __refconst = {
	.name = "tdcall",
	.why_not = tdcall_why_not,
	.table = TDCALL_TABLE,
};
