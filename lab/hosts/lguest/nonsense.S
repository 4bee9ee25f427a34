/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that does nonsense: an instruction that there is not, before it has asked for any
 * event. NOTE is the version of the interface in its note; without, it has none.
 */
#include "../../../backends/lguest/abi.h"

	.globl	_start
	.text
_start:	ud2

	.data
	.balign	4096
/* Where it is linked is where it is in memory: PRESENT, WRITE and USER, and one page of 2 MiB. */
table:	.quad	middle + 7
	.fill	511, 8, 0
middle:	.quad	low + 7
	.fill	511, 8, 0
low:	.quad	0, 0, 0x400087
	.fill	509, 8, 0

#ifdef NOTE
	.section .note.start, "a", @note
	.balign	4
	.long	2f - 1f, 4f - 3f, LG_NOTE_START
1:	.asciz	LG_NOTE_NAME
2:	.balign	4
3:	.quad	_start, table, NOTE
4:
#endif
