/* SPDX-License-Identifier: GPL-2.0-only */
/* Sequences of a guest. */
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
	PVOPS_NOTHUNK lock_vcpu_is_preempted, pvops_kvm_vcpu_is_preempted, pvops_kvm_vcpu_is_preempted_\reg, .Lpvops_v_\reg
.endr
