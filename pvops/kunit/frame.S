/* SPDX-License-Identifier: GPL-2.0-only */
/* pvops_test_leave(): pvops/kunit/leave.c */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/nospec-branch.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

/*
 * Go to %rdi with what a way out of the kernel finds: a frame that leads back here, one more
 * word, and interrupts off, in the frame too.  Without the machine's own privilege a frame
 * of the kernel still has level 0.  The value that comes back is that of %rsi.
 */
	.text
SYM_CODE_START(pvops_test_leave)
	UNWIND_HINT_FUNC
	ENDBR
	movq	%rsp, %rax
	movl	%ss, %ecx
	pushq	%rcx
	pushq	%rax
	pushfq
	andl	$~X86_EFLAGS_IF, (%rsp)
	movl	%cs, %ecx
	andl	$~SEGMENT_RPL_MASK, %ecx
	pushq	%rcx
	leaq	.Lback(%rip), %rcx
	pushq	%rcx
	pushq	$-1
	UNWIND_HINT_IRET_REGS offset=8
	ANNOTATE_RETPOLINE_SAFE
	jmp	*%rdi
.Lback:
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	movq	%rsi, %rax
	RET
SYM_CODE_END(pvops_test_leave)
