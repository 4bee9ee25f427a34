/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trampolines and thunks for every row of ops.def.
 *
 * pvops_call_OP	goes where the table says; the indirect form of every site in
 *			the C convention, and the only indirect branch there is
 * pvops_keep_OP	saves what C clobbers around such a site
 * pvops_OP_REG		the same for a site whose operand is in REG; for a KEPT_REGISTER
 *			site (asm/pvops/kinds.def) it only moves the operand, as such sites
 *			declare what C clobbers
 * pvops_jump_OP	the trampoline of a site that is a jump
 *
 * The call inside a thunk is itself a site, so a thunk calls the implementation
 * directly, or has it inline, as soon as it is patched.
 */
#include <asm/pvops/kinds.def>
#include "thunk.h"

PVOPS_BRANCH_R11

/* C does not need %r11. */
.macro PVOPS_TRAMPOLINE_C_FUNCTION op:req
PVOPS_THUNK_START pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
	movq	(pvops_table + 8 * .Lpvop_\op)(%rip), %r11
	PVOPS_INSTRUMENTED
	PVOPS_JMP_R11
PVOPS_THUNK_END pvops_call_\op
.endm

/* A callee-save implementation keeps %r11, and so does the way to it. */
.macro PVOPS_TRAMPOLINE_SAVE_FUNCTION op:req
PVOPS_THUNK_START pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
	FRAME_BEGIN
	pushq	%r11
	movq	(pvops_table + 8 * .Lpvop_\op)(%rip), %r11
	PVOPS_INSTRUMENTED
	PVOPS_CALL_R11
	PVOPS_INSTRUMENTED_END
	popq	%r11
	FRAME_END
	RET
PVOPS_THUNK_END pvops_call_\op
.endm

/*
 * No register is free, so the target is put on the stack and returned to, which is also safe
 * wherever an indirect jump is not.  The frame is that of asm/pvops/leave.h.
 */
.macro PVOPS_TRAMPOLINE_LEAVING_CODE op:req
PVOPS_THUNK_START pvops_jump_\op, .Lpvop_\op, PVOPS_V_JUMP
	UNWIND_HINT_IRET_REGS offset=8
	pushq	(pvops_table + 8 * .Lpvop_\op)(%rip)
	UNWIND_HINT_FUNC
	RET
PVOPS_THUNK_END pvops_jump_\op
.endm

.macro PVOPS_SITE_CALL op:req
	PVOPS_SITE pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
.endm

/* A call in the C convention needs the trampoline only; shapes are by hand. */
.macro PVOPS_THUNKS_C_CALL op:req, function:req, result:req, operands:req
.endm
.macro PVOPS_THUNKS_BY_HAND op:req, function:req, result:req, operands:req
.endm
.macro PVOPS_THUNKS_LEAVING_JUMP op:req, function:req, result:req, operands:req
.endm

/* Registers that the function clobbers are saved, %rax only without a result. */
.macro PVOPS_THUNKS_KEEPING_CALL op:req, function:req, result:req, operands:req
PVOPS_THUNK_START pvops_keep_\op, .Lpvop_\op, PVOPS_V_KEEP
	FRAME_BEGIN
	.ifc	\result, NOTHING
	pushq	%rax
	.endif
	.ifc	\function, C_FUNCTION
	PVOPS_PUSH_C
	.endif
	PVOPS_SITE_CALL \op
	.ifc	\function, C_FUNCTION
	PVOPS_POP_C
	.endif
	.ifc	\result, NOTHING
	popq	%rax
	.endif
	FRAME_END
	RET
PVOPS_THUNK_END pvops_keep_\op
.endm

/*
 * @reg is argument, result or both, as @in and @out say; all other registers are
 * kept.  The result is exchanged into place: the register may be %rbp, and objtool
 * takes a plain move into that one for a frame being set up.
 */
.macro PVOPS_THUNK_REG op:req, reg:req, in:req, out:req
PVOPS_THUNK_START pvops_\op\()_\reg, .Lpvop_\op, .Lpvops_v_\reg
	FRAME_BEGIN
	.ifnc	\reg\()\out, rax1
	pushq	%rax
	.endif
	.if	\in
	.ifnc	\reg\()\out, rdi1
	pushq	%rdi
	.endif
	.ifnc	\reg, rdi
	movq	%\reg, %rdi
	.endif
	.endif
	PVOPS_SITE_CALL \op
	.if	\out
	.ifnc	\reg, rax
	xchgq	%rax, %\reg
	.endif
	.endif
	.if	\in
	.ifnc	\reg\()\out, rdi1
	popq	%rdi
	.endif
	.endif
	.ifnc	\reg\()\out, rax1
	popq	%rax
	.endif
	FRAME_END
	RET
PVOPS_THUNK_END pvops_\op\()_\reg
.endm

.macro PVOPS_THUNKS_REGISTER op:req, function:req, result:req, operands:req
	.irp	reg, PVOPS_REGISTERS
	.ifc	\result, VALUE
	PVOPS_THUNK_REG \op, \reg, \operands, 1
	.else
	PVOPS_THUNK_REG \op, \reg, \operands, 0
	.endif
	.endr
.endm

/* C keeps @reg, and may clobber what the site says is lost. */
.macro PVOPS_THUNKS_KEPT_REGISTER op:req, function:req, result:req, operands:req
	.irp	reg, PVOPS_KEPT_REGISTERS
PVOPS_THUNK_START pvops_\op\()_\reg, .Lpvop_\op, .Lpvops_v_\reg
	FRAME_BEGIN
	movq	%\reg, %rdi
	PVOPS_SITE_CALL \op
	FRAME_END
	RET
PVOPS_THUNK_END pvops_\op\()_\reg
	.endr
.endm

/* @reg is the first argument, %rax the second; all registers are kept. */
.macro PVOPS_THUNKS_REGISTER_AND_RAX op:req, function:req, result:req, operands:req
	.irp	reg, PVOPS_REGISTERS
PVOPS_THUNK_START pvops_\op\()_\reg, .Lpvop_\op, .Lpvops_v_\reg
	FRAME_BEGIN
	pushq	%rax
	PVOPS_PUSH_C
	.ifnc	\reg, rdi
	movq	%\reg, %rdi
	.endif
	movq	%rax, %rsi
	PVOPS_SITE_CALL \op
	PVOPS_POP_C
	popq	%rax
	FRAME_END
	RET
PVOPS_THUNK_END pvops_\op\()_\reg
	.endr
.endm

#define PVOPS_THUNKS(function, result, site, operands, op) \
	PVOPS_TRAMPOLINE_##function op; \
	PVOPS_THUNKS_##site op, function, result, operands

#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(PVOPS_THUNKS, group##_##name)
#include <asm/pvops/ops.def>
