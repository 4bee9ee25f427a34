/* SPDX-License-Identifier: GPL-2.0-only */
/* Branches in the form that the CPU's plain ones have. */
#define RET		ret

.macro JMP_NOSPEC reg:req
	jmp	*%\reg
.endm

.macro CALL_NOSPEC reg:req
	call	*%\reg
.endm
