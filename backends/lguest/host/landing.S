/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host's side of the world switch: the jump into the CPU's area, and the place
 * where the host goes on, which does what Linux does at an entry from user mode.
 */
#include <linux/linkage.h>
#include <linux/init.h>
#include <asm/asm.h>
#include <asm/asm-offsets.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

	.section .noinstr.text, "ax"

/* void lg_switch(void *area): interrupts off; saves what C expects to be kept */
SYM_FUNC_START(lg_switch)
	ANNOTATE_NOENDBR
	JMP_NOSPEC rdi
SYM_FUNC_END(lg_switch)

/* RSP and the registers of lg_switch's caller are as they were. Threat table, "Spectre". */
SYM_FUNC_START(lg_landing)
	ENDBR
	UNTRAIN_RET
	CLEAR_BRANCH_HISTORY
	RET
SYM_FUNC_END(lg_landing)

/*
 * lg_reinject: 224 functions of 8 bytes, for vectors 32 to 255. Each gives the
 * interrupt that ended the guest's time to the host's own handler.
 */
	.balign 8
SYM_CODE_START(lg_reinject)
	vector = 32
	.rept 224
	UNWIND_HINT_FUNC
	ENDBR
	int	$vector
	ANNOTATE_UNRET_SAFE
	ret
	int3
	.balign 8
	vector = vector + 1
	.endr
SYM_CODE_END(lg_reinject)
