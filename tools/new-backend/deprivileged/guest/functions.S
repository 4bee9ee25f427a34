/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Operations that keep all registers but %rax, and that only if it holds the result.  The
 * interrupt flag is a byte that the CPU shares with the host.
 */
#include <linux/linkage.h>
#include <asm/ibt.h>
#include <asm/nospec-branch.h>
#include <asm/percpu.h>
#include <asm/processor-flags.h>
#include <asm/unwind_hints.h>
#include "../abi.h"

	.section .noinstr.text, "ax"

SYM_FUNC_START(pvops_@name@_save_fl)
	xorl	%eax, %eax
	cmpb	$0, PER_CPU_VAR(pvops_@name@_page + @NAME@_PAGE_MASKED)
	jne	.Lmasked
	movl	$X86_EFLAGS_IF, %eax
.Lmasked:
	RET
SYM_FUNC_END(pvops_@name@_save_fl)

SYM_FUNC_START(pvops_@name@_irq_disable)
	movb	$1, PER_CPU_VAR(pvops_@name@_page + @NAME@_PAGE_MASKED)
	RET
SYM_FUNC_END(pvops_@name@_irq_disable)

/* What came in between is not lost: the host delivers what is pending now. */
SYM_FUNC_START(pvops_@name@_irq_enable)
	movb	$0, PER_CPU_VAR(pvops_@name@_page + @NAME@_PAGE_MASKED)
	cmpb	$0, PER_CPU_VAR(pvops_@name@_page + @NAME@_PAGE_PENDING)
	je	.Lnone
	pushq	%rax
	movl	$@NAME@_DELIVER, %eax
	int	$@NAME@_VECTOR
	popq	%rax
.Lnone:
	RET
SYM_FUNC_END(pvops_@name@_irq_enable)

SYM_FUNC_START(pvops_@name@_read_cr2)
	movq	PER_CPU_VAR(pvops_@name@_page + @NAME@_PAGE_CR2), %rax
	RET
SYM_FUNC_END(pvops_@name@_read_cr2)

/* SYSRET is for CPL 0: no address is good for it. */
SYM_FUNC_START(pvops_@name@_sysret_rip)
	movq	%rdi, %rax
	notq	%rax
	RET
SYM_FUNC_END(pvops_@name@_sysret_rip)

/* All registers have the values that they are to have behind it. */
SYM_CODE_START(pvops_@name@_iret)
	UNWIND_HINT_IRET_REGS offset=8
	ENDBR
	movq	%rax, (%rsp)
	movl	$@NAME@_RETURN, %eax
	int	$@NAME@_VECTOR
	ud2
SYM_CODE_END(pvops_@name@_iret)
