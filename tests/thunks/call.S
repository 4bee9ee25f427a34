/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call a function with all registers given, and implementations for it to reach: one
 * that keeps what a callee-save function keeps, one that keeps what C keeps.  A third leaves
 * with all registers as they are, to where it finds an address.
 */

	.text
	.globl	call_with, saving_function, c_function, leaving_code

/* void call_with(void (*function)(void), u64 reg[16]) */
call_with:
	.irp	reg, rbx, rbp, r12, r13, r14, r15, rsi, rdi
	pushq	%\reg
	.endr
	movq	%rsi, %rax
	movq	8(%rax), %rcx
	movq	16(%rax), %rdx
	movq	24(%rax), %rbx
	movq	40(%rax), %rbp
	movq	48(%rax), %rsi
	movq	56(%rax), %rdi
	movq	64(%rax), %r8
	movq	72(%rax), %r9
	movq	80(%rax), %r10
	movq	88(%rax), %r11
	movq	96(%rax), %r12
	movq	104(%rax), %r13
	movq	112(%rax), %r14
	movq	120(%rax), %r15
	movq	(%rax), %rax
	call	*(%rsp)
	addq	$8, %rsp
	xchgq	%rax, (%rsp)
	movq	%rcx, 8(%rax)
	movq	%rdx, 16(%rax)
	movq	%rbx, 24(%rax)
	movq	%rbp, 40(%rax)
	movq	%rsi, 48(%rax)
	movq	%rdi, 56(%rax)
	movq	%r8, 64(%rax)
	movq	%r9, 72(%rax)
	movq	%r10, 80(%rax)
	movq	%r11, 88(%rax)
	movq	%r12, 96(%rax)
	movq	%r13, 104(%rax)
	movq	%r14, 112(%rax)
	movq	%r15, 120(%rax)
	popq	(%rax)
	.irp	reg, r15, r14, r13, r12, rbp, rbx
	popq	%\reg
	.endr
	ret

/* The argument and one. */
saving_function:
	leaq	1(%rdi), %rax
	ret

c_function:
	.irp	reg, rcx, rdx, rsi, rdi, r8, r9, r10, r11
	movq	$-1, %\reg
	.endr
	movq	$0x77, %rax
	ret

leaving_code:
	ret

	.section .note.GNU-stack, "", @progbits
