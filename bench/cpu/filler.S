/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code around sites, and the driver that runs what bench/cpu/layout.c lays out.
 *
 * A site alone in a loop shows what it costs when no other code competes.  Kernel
 * code is not like that, so other layouts put these pieces between the sites: loads
 * that hit the first-level cache, arithmetic in short chains, a store, branches that
 * are predicted.  Lengths are odd so that sites meet every alignment.
 *
 * %rdi is the data, all zero but for what sites and pieces store.  Pieces use %rax,
 * %rcx, %rdx, %rbx, %rbp, %r8, %r9, %r10.
 */

#include "shapes.h"

.macro FILLER
	.pushsection fillers, "a"
	.quad	1f, 2f
	.popsection
1:
.endm

.macro FILLER_END
2:	int3
.endm

	.section .text.fillers, "ax"

/* Test a flag in a structure. */
FILLER
	mov	64(%rdi), %rcx
	lea	8(%rcx,%r8), %rdx
	testb	$4, 72(%rdi)
	jne	3f
	and	$0xff, %edx
	add	%rdx, %r9
3:	mov	%ecx, %ebx
	or	$1, %ebx
	sub	%rbx, %r10
FILLER_END

/* Index an array. */
FILLER
	mov	%r9, %rdx
	shr	$12, %rdx
	xor	%r8, %rdx
	and	$15, %edx
	mov	256(%rdi,%rdx,8), %rbx
	add	%rbx, %r8
	movzwl	130(%rdi), %ecx
	lea	(%rcx,%rcx,2), %ecx
	cmp	%rcx, %rbx
	mov	%rcx, %rax
	not	%rax
FILLER_END

/* Update a counter, take a branch. */
FILLER
	mov	2048(%rdi), %rcx
	inc	%rcx
	mov	%rcx, 2048(%rdi)
	test	%rbx, 192(%rdi)
	je	3f
	neg	%r10
3:	mov	%r10, %rbp
	shl	$3, %rbp
	add	%r9, %rbp
	mov	448(%rdi), %edx
FILLER_END

/* Follow two pointers' worth of loads, mask, merge. */
FILLER
	mov	512(%rdi), %rdx
	mov	576(%rdi,%rdx), %rdx
	mov	%r8d, %ecx
	and	$-64, %rcx
	or	%rdx, %rcx
	xor	%rcx, %r9
	setne	%al
	movzbl	%al, %eax
	add	%eax, %r10d
FILLER_END

/*
 * A chain of dependent additions, each of which takes one cycle on every x86-64
 * CPU: it measures the length of a cycle.  From a register, because some CPUs fold
 * additions of constants when they rename registers.
 */
	.globl	chain
chain:
	.rept	CHAIN_LENGTH
	add	%rsi, %r8
	.endr
	ret

/*
 * void run(const uint8_t *const *bodies, const uint8_t *const *end, void *data)
 * calls each body once, in order.
 */
	.text
	.globl	run
	.type	run, @function
run:
	endbr64
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$8, %rsp
	mov	%rdi, %r14
	mov	%rsi, %r13
	mov	%rdx, %rdi
	xor	%eax, %eax
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%ebx, %ebx
	xor	%ebp, %ebp
	xor	%esi, %esi
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
1:	call	*(%r14)
	add	$8, %r14
	cmp	%r13, %r14
	jne	1b
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret
	.size	run, . - run

	.section .note.GNU-stack, "", @progbits
