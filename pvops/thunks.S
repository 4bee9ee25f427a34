/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trampolines and thunks for every row of ops.def.
 *
 * pvops_call_OP	goes where the table says; the indirect form of every site in
 *			the C convention, and the only indirect branch there is
 * pvops_keep_OP	saves what C clobbers around such a site
 * pvops_OP_REG		the same for a site whose operand is in REG; of a CIN row it only
 *			moves the operand, as its sites say themselves what C loses
 *
 * The call inside a thunk is itself a site, so a thunk calls the implementation
 * directly, or has it inline, as soon as it is patched.
 */
#include "thunk.h"

PVOPS_BRANCH_R11

/* C does not need %r11. */
.macro PVOPS_TRAMPOLINE_C op:req
PVOPS_THUNK_START pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
	movq	(pvops_table + 8 * .Lpvop_\op)(%rip), %r11
	PVOPS_INSTRUMENTED
	PVOPS_JMP_R11
PVOPS_THUNK_END pvops_call_\op
.endm

/* A callee-save implementation keeps %r11, and so does the way to it. */
.macro PVOPS_TRAMPOLINE_SAVE op:req
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

#define PVOPS_TRAMPOLINE_CALL	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_VCALL	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_KEEP	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_VKEEP	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_CIN	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_STORE	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_SHAPE	PVOPS_TRAMPOLINE_C
#define PVOPS_TRAMPOLINE_OUT	PVOPS_TRAMPOLINE_SAVE
#define PVOPS_TRAMPOLINE_IN	PVOPS_TRAMPOLINE_SAVE
#define PVOPS_TRAMPOLINE_IO	PVOPS_TRAMPOLINE_SAVE
#define PVOPS_TRAMPOLINE_MAP	PVOPS_TRAMPOLINE_SAVE
#define PVOPS_TRAMPOLINE_NONE	PVOPS_TRAMPOLINE_SAVE

.macro PVOPS_SITE_CALL op:req
	PVOPS_SITE pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
.endm

.macro PVOPS_THUNK_KEEP op:req
PVOPS_THUNK_START pvops_keep_\op, .Lpvop_\op, PVOPS_V_KEEP
	FRAME_BEGIN
	PVOPS_PUSH_C
	PVOPS_SITE_CALL \op
	PVOPS_POP_C
	FRAME_END
	RET
PVOPS_THUNK_END pvops_keep_\op
.endm

.macro PVOPS_THUNK_VKEEP op:req
PVOPS_THUNK_START pvops_keep_\op, .Lpvop_\op, PVOPS_V_KEEP
	FRAME_BEGIN
	pushq	%rax
	PVOPS_PUSH_C
	PVOPS_SITE_CALL \op
	PVOPS_POP_C
	popq	%rax
	FRAME_END
	RET
PVOPS_THUNK_END pvops_keep_\op
.endm

/* The implementation keeps all but %rax. */
.macro PVOPS_THUNK_NONE op:req
PVOPS_THUNK_START pvops_keep_\op, .Lpvop_\op, PVOPS_V_KEEP
	FRAME_BEGIN
	pushq	%rax
	PVOPS_SITE_CALL \op
	popq	%rax
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

.macro PVOPS_THUNK_OUT op:req
	.irp	reg, PVOPS_REGISTERS
	PVOPS_THUNK_REG \op, \reg, 0, 1
	.endr
.endm

.macro PVOPS_THUNK_IN op:req
	.irp	reg, PVOPS_REGISTERS
	PVOPS_THUNK_REG \op, \reg, 1, 0
	.endr
.endm

.macro PVOPS_THUNK_IO op:req
	.irp	reg, PVOPS_REGISTERS
	PVOPS_THUNK_REG \op, \reg, 1, 1
	.endr
.endm

.macro PVOPS_THUNK_MAP op:req
	PVOPS_THUNK_IO \op
.endm

/* C keeps @reg, and may clobber what the site says is lost. */
.macro PVOPS_THUNK_CIN op:req
	.irp	reg, rbx, rbp, r12, r13, r14, r15
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
.macro PVOPS_THUNK_STORE op:req
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

/* A call in the C convention needs the trampoline only; shapes are by hand. */
.macro PVOPS_THUNK_CALL op:req
.endm
.macro PVOPS_THUNK_VCALL op:req
.endm
.macro PVOPS_THUNK_SHAPE op:req
.endm

#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_TRAMPOLINE_##kind group##_##name; PVOPS_THUNK_##kind group##_##name
#include <asm/pvops/ops.def>
