/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Implementations for a PV guest that cannot be written in C, as they keep all
 * registers but those of the variant.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/pvops/site.h>

	.section .noinstr.text, "ax"

/* The flags in \reg: interrupts are on while the byte of the vcpu_info is 0. */
.macro SAVE_FL reg:req
SYM_START(pvops_xen_save_fl_\reg, SYM_L_GLOBAL, SYM_A_ALIGN)
	ANNOTATE_NOENDBR
	xorq	%\reg, %\reg
	testb	$0xff, PER_CPU_VAR(xen_vcpu_info + XEN_vcpu_info_mask)
	jnz	.Lmasked\@
	btsq	$X86_EFLAGS_IF_BIT, %\reg
.Lmasked\@:
	RET
SYM_FUNC_END(pvops_xen_save_fl_\reg)
.endm

.irp reg, PVOPS_REGISTERS
	SAVE_FL \reg
.endr

/* A PV guest returns by hypercall: no address is good for SYSRET. */
SYM_FUNC_START(pvops_xen_sysret_rip)
	movq	%rdi, %rax
	notq	%rax
	RET
SYM_FUNC_END(pvops_xen_sysret_rip)
