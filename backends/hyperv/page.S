/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hypercall page, and the call of it.  The host lays its own code over the page
 * (TLFS, section "Establishing the Hypercall Interface"); where it has not, or no
 * longer, the page returns at once and the call fails.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm.h>
#include <asm/nospec-branch.h>
#include <asm/page_types.h>

	.text

/*
 * A plain C function (control, input1, input2) around the registers of the interface:
 * control in %rcx, input in %rdx and %r8, status in %rax (TLFS, section "Hypercall
 * Inputs").  What C calls may change, the host may change.
 *
 * %rax is -1 before: if no host answers, that is the status.  A late call on KVM reaches
 * KVM's own interface, which has no service with this number.
 */
SYM_FUNC_START(pvops_hyperv_call_page)
	movq	%rdi, %rcx
	movq	%rdx, %r8
	movq	%rsi, %rdx
	movq	$-1, %rax
	jmp	pvops_hyperv_hypercall_page
SYM_FUNC_END(pvops_hyperv_call_page)

/*
 * The kernel must not patch anything in here: it would patch the host's code.  That is
 * short; for the bytes where it may be, the unwinder is told of a function without a frame.
 */
	.balign	PAGE_SIZE, 0xcc
SYM_START(pvops_hyperv_hypercall_page, SYM_L_GLOBAL, SYM_A_NONE)
	ANNOTATE_NOENDBR
	.rept	16
	UNWIND_HINT_FUNC
	ANNOTATE_UNRET_SAFE
	ret
	.endr
	.fill	PAGE_SIZE - 16, 1, 0xcc
SYM_FUNC_END(pvops_hyperv_hypercall_page)
_ASM_NOKPROBE(pvops_hyperv_hypercall_page)
