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
