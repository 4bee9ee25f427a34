/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Leaving the kernel on bare metal: on behind the site that was left, of which there is one
 * for user space and one for the kernel (asm/pvops/leave.h).  Only sites that were not
 * patched come here, or were asked to be jumps.
 */
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/segment.h>
#include <asm/unwind_hints.h>

#define FRAME_CS	16	/* behind one more word and the frame's RIP */

	.section .noinstr.text, "ax"

SYM_CODE_START(pvops_native_iret)
	UNWIND_HINT_IRET_REGS offset=8
	ENDBR
	testb	$SEGMENT_RPL_MASK, FRAME_CS(%rsp)
	jz	.Lto_kernel
	jmp	pvops_native_leave_to_user
.Lto_kernel:
	addq	$8, %rsp
	jmp	pvops_early_iret
SYM_CODE_END(pvops_native_iret)

/*
 * A backend whose kernel is not privileged, and that is not entered by pvops_enter(), has
 * this function instead: exceptions return to the kernel before the table is its own.
 */
SYM_START(pvops_early_iret, SYM_L_WEAK, SYM_A_ALIGN)
	UNWIND_HINT_IRET_REGS
	jmp	native_irq_return_iret
SYM_CODE_END(pvops_early_iret)
