/* SPDX-License-Identifier: GPL-2.0-only */
/* pvops_test_call(): pvops/kunit/registers.h */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include "registers.h"

/* Every register but %rsp and the one that points to the array. */
#define BUT_RSI(MOVE)							\
	MOVE(rax, RAX) MOVE(rcx, RCX) MOVE(rdx, RDX) MOVE(rbx, RBX)	\
	MOVE(rbp, RBP) MOVE(rdi, RDI) MOVE(r8, 8) MOVE(r9, 9)		\
	MOVE(r10, 10) MOVE(r11, 11) MOVE(r12, 12) MOVE(r13, 13)		\
	MOVE(r14, 14) MOVE(r15, 15)

#define LOAD(reg, n)	movq 8 * n(%rsi), %reg;
#define STORE(reg, n)	movq %reg, 8 * n(%rsi);

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
	BUT_RSI(LOAD)
	movq	8 * RSI(%rsi), %rsi
	ANNOTATE_RETPOLINE_SAFE
	call	*(%rsp)
	movq	%rsi, (%rsp)
	movq	8(%rsp), %rsi
	BUT_RSI(STORE)
	popq	%rax
	movq	%rax, 8 * RSI(%rsi)
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
