/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two sites of leave.iret, for the kernel's entry code (assembly only).  All registers
 * have their final values, but for the stack pointer, which is at the word below the frame.
 *
 * What stands behind a site drops that word, an instruction that takes prefixes: on bare
 * metal the site is merged with it, and nothing is executed for it.
 */
#ifndef PVOPS_LEAVE_H
#define PVOPS_LEAVE_H

#include <linux/linkage.h>
#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/unwind_hints.h>

/*
 * @where is "user" or "kernel".  The first label names the site in lists of sites, as upstream
 * has two labels for the place.  Nothing comes back from the jump, so objtool needs a hint for
 * what follows.
 */
.macro PARAVIRT_LEAVE_TO where:req
SYM_INNER_LABEL(pvops_leave_to_\where, SYM_L_GLOBAL)
	PVOPS_SITE pvops_jump_leave_iret, .Lpvop_leave_iret, PVOPS_V_JUMP, jmp
SYM_INNER_LABEL(pvops_native_leave_to_\where, SYM_L_GLOBAL)
	UNWIND_HINT_IRET_REGS offset=8
.endm

#endif
