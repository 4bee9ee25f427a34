/* SPDX-License-Identifier: GPL-2.0-only */
/* The object file that is judged, as data; OBJECT is its path. */
	.section .rodata
	.globl	object, object_end
	.balign	16
object:
	.incbin	OBJECT
object_end:
