/* SPDX-License-Identifier: GPL-2.0-only */
/* Implementations that keep all registers but those of their variant. */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include <asm/pvops/site.h>
#include "layout.h"

	.text

/* Is virtual CPU \from not running?  To \to; its lowest 32 bits are \to32. */
.macro VCPU_IS_PREEMPTED from:req, to:req, to32:req
	movq	__per_cpu_offset(,%\from,8), %\to
	movzbl	pvops_kvm_steal_page + PVOPS_KVM_STEAL_PREEMPTED(%\to), %\to32
	andl	$PVOPS_KVM_PREEMPTED, %\to32
	RET
.endm

/* Called directly by sites with their operand in \reg. */
.macro OF_REGISTER reg:req, reg32:req
SYM_START(pvops_kvm_vcpu_is_preempted_\reg, SYM_L_GLOBAL, SYM_A_ALIGN)
	ANNOTATE_NOENDBR
	VCPU_IS_PREEMPTED \reg, \reg, \reg32
SYM_FUNC_END(pvops_kvm_vcpu_is_preempted_\reg)
.endm

.irp reg, ax, bx, cx, dx, si, di, bp
	OF_REGISTER r\reg, e\reg
.endr
.irp reg, r8, r9, r10, r11, r12, r13, r14, r15
	OF_REGISTER \reg, \reg\()d
.endr

SYM_FUNC_START(pvops_kvm_vcpu_is_preempted)
	VCPU_IS_PREEMPTED rdi, rax, eax
SYM_FUNC_END(pvops_kvm_vcpu_is_preempted)
