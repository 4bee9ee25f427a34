/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Assembler macros for trampolines and thunks: the code that a site's call forms
 * go through.  Each announces itself in a record, from which the patcher learns
 * what call target belongs to which operation and variant.
 *
 * All of it is noinstr text: sites stand in noinstr code too.  It is reached by
 * direct calls only and needs no ENDBR.
 */
#ifndef PVOPS_THUNK_H
#define PVOPS_THUNK_H

#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/frame.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>
#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>

/* \name becomes call target @variant of the operation with id @op. */
.macro PVOPS_THUNK_RECORD name:req, op:req, variant:req
	.pushsection .pvops_thunks, "a"
	.balign	4
	.long	\name - .
	.byte	\op, \variant, 0, 0
	.popsection
.endm

.macro PVOPS_THUNK_START name:req, op:req, variant:req
	.pushsection .noinstr.text, "ax"
	PVOPS_THUNK_RECORD \name, \op, \variant
	SYM_F_ALIGN
	.globl	\name
	.type	\name, @function
\name:
	ANNOTATE_NOENDBR
.endm

.macro PVOPS_THUNK_END name:req
	.size	\name, . - \name
	.popsection
.endm

/*
 * Branches to the implementation in %r11, as upstream makes its own: objtool records
 * them, and apply_retpolines() leaves what this CPU needs, be it a retpoline, a fence, a
 * thunk at an address that is safe, or the plain instruction.  Until then, and where
 * nothing is known to be better, they are retpolines.  Branch history needs nothing here:
 * it is cleared, or kept from kernel mode, on the way in from user space (BHI in
 * upstream's admin-guide/hw-vuln/spectre.rst).
 *
 * FineIBT puts the only place where an indirect branch may land in front of a function,
 * and takes away the one at its first byte, where table entries point to.  Returns may go
 * anywhere (SDM Vol. 1, 18.3), so that such kernels always have a return there.
 */
#ifdef CONFIG_FINEIBT
.macro PVOPS_JMP_R11
	jmp	pvops_branch_r11
	int3
.endm

.macro PVOPS_CALL_R11
	call	pvops_branch_r11
.endm

.macro PVOPS_BRANCH_R11
	.pushsection .noinstr.text, "ax"
	SYM_F_ALIGN
	.type	pvops_branch_r11, @function
pvops_branch_r11:
	ANNOTATE_NOENDBR
	ANNOTATE_INTRA_FUNCTION_CALL
	call	.Lpvops_branch
	int3
.Lpvops_branch:
	movq	%r11, (%rsp)
	UNWIND_HINT_FUNC
	RET
	.size	pvops_branch_r11, . - pvops_branch_r11
	.popsection
.endm
#else
.macro PVOPS_JMP_R11
	JMP_NOSPEC r11
	int3
.endm

.macro PVOPS_CALL_R11
	CALL_NOSPEC r11
.endm

.macro PVOPS_BRANCH_R11
.endm
#endif

/*
 * The instruction that follows may leave noinstr text: objtool cannot see where the table
 * leads.  tests/objtool-pv/test_noinstr.py looks at every table.
 */
.macro PVOPS_INSTRUMENTED
.Lpvops_begin_\@:
	.pushsection .discard.instr_begin
	.long	.Lpvops_begin_\@ - .
	.popsection
.endm

.macro PVOPS_INSTRUMENTED_END
.Lpvops_end_\@:
	.pushsection .discard.instr_end
	.long	.Lpvops_end_\@ - .
	.popsection
.endm

/* What C may clobber, but for %rax. */
.macro PVOPS_PUSH_C
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
.endm

.macro PVOPS_POP_C
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
.endm

#endif
