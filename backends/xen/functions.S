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
#include <asm/unwind_hints.h>
#include <asm/pvops/site.h>
#include <xen/interface/xen.h>

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

/*
 * Below the frame of IRET the hypercall wants flags, RCX, R11 and RAX (Xen's
 * public/arch-x86/xen-x86_64.h, struct iret_context).  No flag asks for the fast way
 * back, as that takes RCX and R11 from the program.  They stand where orig_ax is.
 */
SYM_CODE_START(pvops_xen_iret)
	UNWIND_HINT_IRET_REGS offset=8
	ENDBR
	movq	$0, (%rsp)
	pushq	%rcx
	pushq	%r11
	pushq	%rax
	movl	$__HYPERVISOR_iret, %eax
	syscall
	int3
SYM_CODE_END(pvops_xen_iret)

/*
 * Upstream's xen_start_kernel() makes this a jump to xen_iret() before the first exception
 * can return, and so before the table holds pvops_xen_iret(): until then it is bare metal's.
 */
SYM_CODE_START(pvops_early_iret)
	UNWIND_HINT_IRET_REGS
SYM_INNER_LABEL(early_xen_iret_patch, SYM_L_GLOBAL)
	ANNOTATE_NOENDBR
	.byte	0xe9
	.long	native_irq_return_iret - (. + 4)
SYM_CODE_END(pvops_early_iret)
