/* SPDX-License-Identifier: GPL-2.0-only */
/* pvops_test_call(): pvops/kunit/registers.h */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include <asm/pvops/site.h>

/* Every register but %rsp and the one that points to the array. */
.macro BUT_RSI move:req
	.irp	reg, PVOPS_REGISTERS
	.ifnc	\reg, rsi
	\move	\reg, .Lpvops_v_\reg
	.endif
	.endr
.endm

.macro LOAD reg:req, number:req
	movq	8 * \number(%rsi), %\reg
.endm

.macro STORE reg:req, number:req
	movq	%\reg, 8 * \number(%rsi)
.endm

	.text
SYM_FUNC_START(pvops_test_call)
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushq	%rsi		/* the array */
	pushq	%rdi		/* the function */
	BUT_RSI LOAD
	movq	8 * .Lpvops_v_rsi(%rsi), %rsi
	ANNOTATE_RETPOLINE_SAFE
	call	*(%rsp)
	movq	%rsi, (%rsp)
	movq	8(%rsp), %rsi
	BUT_RSI STORE
	popq	%rax
	movq	%rax, 8 * .Lpvops_v_rsi(%rsi)
	popq	%rsi
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_FUNC_END(pvops_test_call)
STACK_FRAME_NON_STANDARD_FP pvops_test_call
