/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequences of a guest.  No prefix stands before an instruction that the host intercepts:
 * exits.c says why.
 */
#include <asm/pvops/template.h>

	.text

PVOPS_TEMPLATE host_hypercall, pvops_kvm_vmcall_insn, PVOPS_V_SHAPE
	vmcall
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE host_hypercall, pvops_kvm_vmmcall_insn, PVOPS_V_SHAPE
	vmmcall
PVOPS_TEMPLATE_END

/* Functions that keep all registers but the site's own need no thunk. */
.irp reg, PVOPS_REGISTERS
	PVOPS_BARE lock_vcpu_is_preempted, pvops_kvm_vcpu_is_preempted, pvops_kvm_vcpu_is_preempted_\reg, .Lpvops_v_\reg
.endr

PVOPS_TEMPLATE cpu_cpuid, pvops_kvm_cpuid, PVOPS_V_SHAPE
	cpuid
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_read_msr, pvops_kvm_read_msr, PVOPS_V_SHAPE
	rdmsr
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_write_msr, pvops_kvm_write_msr, PVOPS_V_SHAPE
	wrmsr
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_read_msr_safe, pvops_kvm_read_msr_safe, PVOPS_V_SHAPE
	rdmsr
	xorl	%edi, %edi
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_write_msr_safe, pvops_kvm_write_msr_safe, PVOPS_V_SHAPE
	wrmsr
	xorl	%edi, %edi
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE irq_halt, pvops_kvm_halt
	hlt
PVOPS_TEMPLATE_END
