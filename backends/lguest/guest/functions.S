/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What cannot be written in C: hypercalls, and operations that keep all registers but the
 * one with the result.  The shared page is reached by %rip, from the first instruction on.
 */
#include <linux/linkage.h>
#include <asm/ibt.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>
#include <asm/pvops/site.h>
#include "../abi.h"

#define PAGE(field)	(pvops_lguest_page + LG_PAGE_##field)(%rip)

	.section .noinstr.text, "ax"

/* Number in %rax, arguments in %rdi, %rsi, %rdx; loses %rcx and %r11. */
SYM_FUNC_START_LOCAL(hypercall)
	syscall
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(hypercall)

/* The same in the C convention, with the number as the first argument. */
SYM_FUNC_START(pvops_lguest_call)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	syscall
	UNWIND_HINT_FUNC
	RET
SYM_FUNC_END(pvops_lguest_call)

/* The host's flag is 0 or X86_EFLAGS_IF. */
.macro SAVE_FL name:req, reg:req
SYM_START(\name, SYM_L_GLOBAL, SYM_A_ALIGN)
	ENDBR
	movq	PAGE(IRQ_ENABLED), %\reg
	RET
SYM_FUNC_END(\name)
.endm

.macro READ_CR2 name:req, reg:req
SYM_START(\name, SYM_L_GLOBAL, SYM_A_ALIGN)
	ENDBR
	movq	PAGE(EVENT_CR2), %\reg
	RET
SYM_FUNC_END(\name)
.endm

SAVE_FL pvops_lguest_save_fl, rax
READ_CR2 pvops_lguest_read_cr2, rax
.irp reg, PVOPS_REGISTERS
	SAVE_FL pvops_lguest_save_fl_\reg, \reg
	READ_CR2 pvops_lguest_read_cr2_\reg, \reg
.endr

SYM_FUNC_START(pvops_lguest_irq_disable)
	movq	$0, PAGE(IRQ_ENABLED)
	RET
SYM_FUNC_END(pvops_lguest_irq_disable)

/* In this order: what becomes pending after the test finds the flag set. */
SYM_FUNC_START(pvops_lguest_irq_enable)
	movq	$X86_EFLAGS_IF, PAGE(IRQ_ENABLED)
	cmpq	$0, PAGE(IRQ_PENDING)
	jne	.Lpending
	RET
.Lpending:
	pushq	%rax
	pushq	%rcx
	pushq	%r11
	movl	$LG_IRQ_CHECK, %eax
	call	hypercall
	popq	%r11
	popq	%rcx
	popq	%rax
	RET
SYM_FUNC_END(pvops_lguest_irq_enable)

/* SYSRET is for CPL 0: no address is good for it. */
SYM_FUNC_START(pvops_lguest_sysret_rip)
	movq	%rdi, %rax
	notq	%rax
	RET
SYM_FUNC_END(pvops_lguest_sysret_rip)

/*
 * To the kernel and to user space.  Interrupts are off, so no event comes between the
 * first store and the hypercall, which takes all of the block in one step.
 */
SYM_CODE_START(pvops_lguest_iret)
	UNWIND_HINT_IRET_REGS offset=8
	ENDBR
	movq	%rax, PAGE(RETURN_RAX)
	movq	%rcx, PAGE(RETURN_RCX)
	movq	%r11, PAGE(RETURN_R11)
	movq	 8(%rsp), %rax
	movq	16(%rsp), %rcx
	movq	24(%rsp), %r11
	movq	%rax, PAGE(RETURN_RIP)
	movq	%rcx, PAGE(RETURN_CS)
	movq	%r11, PAGE(RETURN_RFLAGS)
	movq	32(%rsp), %rcx
	movq	40(%rsp), %r11
	movq	%rcx, PAGE(RETURN_RSP)
	movq	%r11, PAGE(RETURN_SS)
	movl	$LG_IRET, %eax
	syscall
	UNWIND_HINT_END_OF_STACK
	ud2
SYM_CODE_END(pvops_lguest_iret)
