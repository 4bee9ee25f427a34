/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world switch: the only code that runs while the CPU has our IDT.
 *
 * lg_area_build() copies it to the head of each CPU's area, and only the copies
 * run. So it is not in a section of code, is position-independent, calls nothing
 * outside, and needs no care for what the kernel does to its text: int3 of
 * text_poke, kprobes and ftrace have no way in (threat table, "int3 of text_poke").
 *
 * Interrupts are off all the time at CPL 0. What still comes there is NMI and #MC,
 * which leave a flag and return, and #DB, which is dropped.
 */
#include <linux/linkage.h>
#include <asm/msr-index.h>
#include "../abi.h"
#include "layout.h"

#define STATE(field)	(lg_text + LG_AREA_STATE + LG_STATE_##field)(%rip)
#define PRIVATE(field)	(lg_text + LG_AREA_PRIVATE + LG_PRIVATE_##field)(%rip)
#define SHARED(field)	(lg_text + LG_AREA_SHARED + LG_PAGE_##field)(%rip)

/* Load the root of the present PCID and mode. Uses RAX, RCX. */
.macro LOAD_ROOT
	movl	PRIVATE(CURRENT), %ecx
	leaq	PRIVATE(ROOT), %rax
	leaq	(%rax,%rcx,8), %rax
	movq	(%rax), %rcx
	movq	%rcx, %cr3
	movq	STATE(NOFLUSH), %rcx
	orq	%rcx, (%rax)
.endm

	.section .rodata.lg_text, "a"
	.balign 4096
SYM_DATA_START(lg_text)

/*
 * From the host, by a jump to the head of the area: a C function without
 * arguments, which returns by way of host/landing.S. Interrupts are off.
 */
	endbr64
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, STATE(HOST_RSP)

	/* Our IDT first: from here on an NMI needs nothing of the host. */
	lidt	STATE(IDT)
	lgdt	STATE(GDT)
	movb	$LG_TSS_AVAILABLE, (lg_text + LG_AREA_GDT + LG_TSS_SELECTOR + 5)(%rip)
	movl	$LG_TSS_SELECTOR, %eax
	ltr	%ax
	swapgs

	/* Checked when they were stored: our GDT has what they name. */
	movl	PRIVATE(DS), %eax
	movl	%eax, %ds
	shrl	$16, %eax
	movl	%eax, %es
	movl	PRIVATE(FS), %eax
	movl	%eax, %fs
	shrl	$16, %eax
	movl	%eax, %gs

	/* Both are canonical: lg_enter() has sign-extended them. */
	testb	$LG_FLAG_FSGSBASE, STATE(FLAGS)
	jz	1f
	movq	PRIVATE(FS_BASE), %rax
	wrfsbase %rax
	movq	PRIVATE(GS_BASE), %rax
	wrgsbase %rax
	jmp	2f
1:	movl	$MSR_FS_BASE, %ecx
	movl	PRIVATE(FS_BASE), %eax
	movl	4 + PRIVATE(FS_BASE), %edx
	wrmsr
	movl	$MSR_GS_BASE, %ecx
	movl	PRIVATE(GS_BASE), %eax
	movl	4 + PRIVATE(GS_BASE), %edx
	wrmsr
2:
	LOAD_ROOT

	/* To the guest, with the registers of the private page. */
	leaq	PRIVATE(R15), %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	addq	$16, %rsp		/* vector, error */
	testb	$LG_FLAG_VERW, STATE(FLAGS)
	jz	3f
	verw	STATE(VERW)		/* changes ZF only, and iretq loads that */
3:	iretq

#include "fast.S"

/* SYSCALL of 32-bit code, on CPUs that have it. */
	.balign 16
SYM_INNER_LABEL(lg_text_syscall32, SYM_L_GLOBAL)
	endbr64
	movq	%rsp, PRIVATE(RSP)
	movq	$LG_USER_DS, PRIVATE(SS)
	leaq	PRIVATE(RSP), %rsp
	pushq	%r11
	pushq	$LG_USER32_CS
	pushq	%rcx
	pushq	$0
	pushq	$(LG_VECTOR_SYSCALL32 - LG_VECTOR_BIAS)
	jmp	.Lsave

/* Exceptions and interrupts: vector, error code and the CPU's frame are on the stack. */
.Ltrap:
	testb	$3, 24(%rsp)
	jz	.Ldead

/* RSP is at the vector in the private page, all registers are the guest's. */
.Lsave:
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15

	/* To the host. Threat table, "LSTAR left behind": lg_enter() does the MSRs. */
	movq	%cr2, %rax
	movq	%rax, PRIVATE(CR2)
	movw	%ds, PRIVATE(DS)
	movw	%es, PRIVATE(ES)
	movw	%fs, PRIVATE(FS)
	movw	%gs, PRIVATE(GS)
	testb	$LG_FLAG_FSGSBASE, STATE(FLAGS)
	jz	4f
	rdfsbase %rax
	movq	%rax, PRIVATE(FS_BASE)
	rdgsbase %rax
	movq	%rax, PRIVATE(GS_BASE)
	jmp	5f
4:	movl	$MSR_FS_BASE, %ecx
	rdmsr
	movl	%eax, PRIVATE(FS_BASE)
	movl	%edx, 4 + PRIVATE(FS_BASE)
	movl	$MSR_GS_BASE, %ecx
	rdmsr
	movl	%eax, PRIVATE(GS_BASE)
	movl	%edx, 4 + PRIVATE(GS_BASE)
5:
.Lout:
	/* Null selectors, as the launcher has them; bases are set by lg_enter(). */
	xorl	%eax, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %fs
	movl	%eax, %gs
	swapgs
	movq	STATE(HOST_CR3), %rax
	movq	%rax, %cr3
	lgdt	STATE(HOST_GDT_RW)
	movq	STATE(TSS_TYPE), %rax
	andb	$~2, (%rax)		/* not busy: ltr takes no other */
	movl	$LG_TSS_SELECTOR, %eax
	ltr	%ax
	lgdt	STATE(HOST_GDT_RO)
	movq	STATE(HOST_RSP), %rsp
	lidt	STATE(HOST_IDT)
	pushq	$2			/* the guest's AC, DF, IOPL end here */
	popfq

	/*
	 * Threat table, "NMI, #MC in every window": NMIs are still blocked, and
	 * the first IRET would open them. So the host's handler runs before any C.
	 */
	movq	PRIVATE(VECTOR), %rax
	cmpq	$(2 - LG_VECTOR_BIAS), %rax
	jne	6f
	int	$2
6:	cmpq	$(18 - LG_VECTOR_BIAS), %rax
	je	7f
	cmpl	$0, STATE(MC)
	je	8f
7:	movl	$0, STATE(MC)
	int	$18
8:
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	movq	STATE(LANDING), %rax
	/*
	 * Spectre: no prediction made by the guest is used until the host's code
	 * for a kernel entry has run at the landing.
	 */
	call	10f
9:	pause
	lfence
	jmp	9b
10:	movq	%rax, (%rsp)
	ret
	int3

/* NMI, #DB, #MC, #DF: on stacks of their own. */
.List:
	testb	$3, 24(%rsp)
	jz	.List_inside
	popq	PRIVATE(VECTOR)
	popq	PRIVATE(ERROR)
	popq	PRIVATE(RIP)
	popq	PRIVATE(CS)
	popq	PRIVATE(RFLAGS)
	popq	PRIVATE(RSP)
	popq	PRIVATE(SS)
	leaq	PRIVATE(VECTOR), %rsp
	jmp	.Lsave

/* The same at CPL 0, in this file. */
.List_inside:
	cmpq	$(2 - LG_VECTOR_BIAS), (%rsp)
	je	11f
	cmpq	$(18 - LG_VECTOR_BIAS), (%rsp)
	je	12f
	cmpq	$(1 - LG_VECTOR_BIAS), (%rsp)
	jne	.Ldead
	/* Threat table, "MOV SS": DR7 is 0 and TF masked, this is icebp at most. */
	pushq	%rax
	xorl	%eax, %eax
	movq	%rax, %dr6
	popq	%rax
	jmp	13f
11:	movl	$1, STATE(NMI)		/* lg_enter() sends itself a real one */
	jmp	13f
12:	movl	$1, STATE(MC)
13:	addq	$16, %rsp
	iretq

/* A fault of ours. The host gets what it needs to say so, and stops. */
.Ldead:
	movq	(%rsp), %rax
	addq	$(LG_VECTOR_BIAS + 1), %rax
	movq	%rax, STATE(DEAD)
	movq	8(%rsp), %rax
	movq	%rax, STATE(DEAD_ERROR)
	movq	16(%rsp), %rax
	movq	%rax, STATE(DEAD_RIP)
	movq	40(%rsp), %rax
	movq	%rax, STATE(DEAD_RSP)
	movq	%cr2, %rax
	movq	%rax, STATE(DEAD_CR2)
	movq	$0, PRIVATE(VECTOR)
	jmp	.Lout

	.balign 4096
/*
 * One entry for each vector, LG_STUB_SIZE apart: it pushes a zero where the CPU
 * pushes no error code, then the vector. Those with IST go to .List.
 */
	vector = 0
	.rept 256
	.balign LG_STUB_SIZE
	endbr64
	.if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30)
	pushq	$0
	.endif
	pushq	$(vector - LG_VECTOR_BIAS)
	.if vector == 1 || vector == 2 || vector == 8 || vector == 18
	jmp	.List
	.else
	jmp	.Ltrap
	.endif
	vector = vector + 1
	.endr
	.balign 4096
SYM_DATA_END_LABEL(lg_text, SYM_L_GLOBAL, lg_text_end)
