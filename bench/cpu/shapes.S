/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every site shape that is measured, each once; the program copies them.
 *
 * A site is 5 bytes.  Padding is done as pvops/patcher/encode.c does it: prefixes
 * before the first instruction, the rest NOPs after the last.  Form pN has at most
 * N prefixes, so that p0 is "NOPs only" and the highest N "prefixes only".
 *
 * A site may use %rax, %rdi (address of data), %rsi (a value), %r11 and %r12, and
 * the flags.  Privileged instructions have stand-ins; each says why it is one.
 */
#include "shapes.h"

#define SITE_LEN 5

/* --- padding */

/* 0x2e, the CS override: ignored in 64-bit mode (SDM Vol. 2, 2.1.1). */
.macro PREFIXES n
	.rept	\n
	.byte	0x2e
	.endr
.endm

/* One NOP of 1 to 9 bytes, SDM Vol. 2, NOP; none for 0. */
.macro NOP_OF n
	.if	\n == 1
	.byte	0x90
	.elseif	\n == 2
	.byte	0x66, 0x90
	.elseif	\n == 3
	.byte	0x0f, 0x1f, 0x00
	.elseif	\n == 4
	.byte	0x0f, 0x1f, 0x40, 0x00
	.elseif	\n == 5
	.byte	0x0f, 0x1f, 0x44, 0x00, 0x00
	.elseif	\n == 6
	.byte	0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00
	.elseif	\n == 7
	.byte	0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00
	.elseif	\n == 8
	.byte	0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00
	.elseif	\n == 9
	.byte	0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00
	.elseif	\n
	.error	"no such NOP"
	.endif
.endm

/* --- a row of the table, and the bytes that it describes */

.macro BEGIN op:req, form:req, flags=0
	.pushsection .rodata.str1.1, "aMS", @progbits, 1
.Lop\@:	.asciz	"\op"
.Lform\@:
	.asciz	"\form"
	.popsection
	.pushsection shapes, "a"
	.quad	.Lop\@, .Lform\@, shape_\op\()_\form, shape_end_\op\()_\form, \flags
	.popsection
shape_\op\()_\form:
.endm

/* The label ends the shape for a disassembler too: int3 is in none. */
.macro END op:req, form:req
shape_end_\op\()_\form:
	int3
.endm

/* --- the call forms; \op names the macro with the instructions */

/*
 * impl	the implementation, with the ENDBR that a function of the kernel has
 * keep	the thunk around it that saves a register, as pvops/thunks.S does
 * jump	the trampoline through the table
 * safe	the same through a retpoline
 */
.macro CALLEES op:req
impl_\op:
	endbr64
	\op
	ret
	.balign	16, 0xcc
keep_\op:
	push	%rdi
	call	impl_\op
	pop	%rdi
	ret
	.balign	16, 0xcc
jump_\op:
	jmp	*slot_\op(%rip)
	.balign	16, 0xcc
safe_\op:
	mov	slot_\op(%rip), %r11
	jmp	retpoline_r11
	.balign	16, 0xcc
	.pushsection .data.rel.ro, "aw"
slot_\op:
	.quad	impl_\op
	.popsection
.endm

.macro CALL_FORMS op:req, cold=0
	.pushsection .text.callees, "ax"
	CALLEES \op
	.popsection
	BEGIN	\op, direct, (SHAPE_RELATIVE|\cold)
	call	impl_\op
	END	\op, direct
	BEGIN	\op, thunk, (SHAPE_RELATIVE|\cold)
	call	keep_\op
	END	\op, thunk
	BEGIN	\op, indirect, (SHAPE_RELATIVE|\cold)
	call	jump_\op
	END	\op, indirect
	BEGIN	\op, retpoline, (SHAPE_RELATIVE|\cold)
	call	safe_\op
	END	\op, retpoline
	/* What upstream has before it is patched: 6 bytes. */
	BEGIN	\op, callmem, (SHAPE_RELATIVE|\cold)
	call	*slot_\op(%rip)
	END	\op, callmem
.endm

/* The usual sequence: speculation is caught in the loop, the return goes to %r11. */
	.pushsection .text.callees, "ax"
	.balign	64, 0xcc
retpoline_r11:
	call	2f
1:	pause
	lfence
	jmp	1b
2:	mov	%r11, (%rsp)
	ret
	.balign	16, 0xcc
	.popsection

/* --- the inline forms */

.macro PADDED op:req, len:req, n:req, cold:req
	/* Cold caches see bytes, so that the steps in between need not be measured. */
	.if	\n == 0
	BEGIN	\op, p\n, \cold
	.elseif	\n == SITE_LEN - \len
	BEGIN	\op, p\n, \cold
	.elseif	\n < SITE_LEN - \len
	BEGIN	\op, p\n
	.endif
	.if	\n <= SITE_LEN - \len
	PREFIXES \n
	\op
	NOP_OF	(SITE_LEN - \len - \n)
	END	\op, p\n
	.endif
.endm

.macro INLINE_FORMS op:req, len:req, cold=0
	BEGIN	\op, bare, \cold
	\op
	END	\op, bare
	.irp	n, 0, 1, 2, 3, 4
	PADDED	\op, \len, \n, \cold
	.endr
.endm

/* --- operations */

	.section shapes_text, "ax"

/* No site at all: what every other shape is compared with. */
BEGIN none, none, SHAPE_COLD
END none, none

/*
 * cli and sti (fa, fb) are one byte without ModRM, as clc and cld are (f8, fc), in
 * the same decoder class of plain one-byte opcodes.  cli and sti are several
 * micro-operations; clc is one, or none, so that padding shows more than it would
 * after cli: an upper bound.  cld is three on Intel, which is nearer to cli.
 */
.macro cli_clc
	clc
.endm
INLINE_FORMS cli_clc, 1, SHAPE_COLD
CALL_FORMS cli_clc, SHAPE_COLD

.macro cli_cld
	cld
.endm
INLINE_FORMS cli_cld, 1
CALL_FORMS cli_cld

/* Unprivileged itself; a register from %r8 on costs a byte more. */
.macro save_fl
	pushfq
	pop	%rax
.endm
INLINE_FORMS save_fl, 2, SHAPE_COLD
CALL_FORMS save_fl

.macro save_fl_r12
	pushfq
	pop	%r12
.endm
INLINE_FORMS save_fl_r12, 3

/*
 * mov %cr2,%reg is 0f 20 /r: two-byte opcode, ModRM with two registers.  movzbl
 * %al,%eax is 0f b6 /r, of the same length and fields.  It is one micro-operation
 * and so again the upper bound.  It reads and writes %rax, as no other code needs it.
 */
.macro read_cr2_movzb
	movzbl	%al, %eax
.endm
INLINE_FORMS read_cr2_movzb, 3
CALL_FORMS read_cr2_movzb

/* Unprivileged itself.  disp8 is the other way to make it longer: a zero offset. */
.macro set_pte
	mov	%rsi, (%rdi)
.endm
INLINE_FORMS set_pte, 3, SHAPE_COLD
CALL_FORMS set_pte
BEGIN set_pte, disp8
	PREFIXES 1
	.byte	0x48, 0x89, 0x77, 0x00	/* mov %rsi,0(%rdi) */
END set_pte, disp8

.macro unlock
	movb	$0, (%rdi)
.endm
INLINE_FORMS unlock, 3
CALL_FORMS unlock
BEGIN unlock, disp8
	PREFIXES 1
	.byte	0xc6, 0x47, 0x00, 0x00	/* movb $0,0(%rdi) */
END unlock, disp8

/* lock.vcpu_is_preempted: a zero idiom may stop being one with prefixes. */
.macro not_preempted
	xor	%rax, %rax
.endm
INLINE_FORMS not_preempted, 3

/*
 * pte_val and its kin in the C convention; lea fills the site with one instruction
 * without any padding.
 */
.macro identity
	mov	%rdi, %rax
.endm
INLINE_FORMS identity, 3
BEGIN identity, lea
	.byte	0x48, 0x8d, 0x44, 0x27, 0x00	/* lea 0(%rdi,%riz,1),%rax */
END identity, lea

/*
 * A hook that does nothing, and an identity whose operand stays where it is: one NOP,
 * or other ways to fill five bytes.
 */
.macro hook
.endm
BEGIN hook, p0, SHAPE_COLD
	NOP_OF	5
END hook, p0
BEGIN hook, p4nop
	PREFIXES 4
	nop
END hook, p4nop
BEGIN hook, nop3nop2
	NOP_OF	3
	NOP_OF	2
END hook, nop3nop2
BEGIN hook, nop1x5
	.rept	5
	nop
	.endr
END hook, nop1x5
CALL_FORMS hook, SHAPE_COLD

/*
 * An instruction after a site that has nothing to do: without the site, after a NOP,
 * and with the site's bytes for prefixes (pvops/patcher/next_insn.c).
 */
.macro after
	and	$0x7f, %rax
.endm
BEGIN after, none, SHAPE_COLD
	after
END after, none
BEGIN after, nop, SHAPE_COLD
	NOP_OF	5
	after
END after, nop
BEGIN after, prefixes, SHAPE_COLD
	PREFIXES 5
	after
END after, prefixes

/*
 * How many prefixes are too many: clc with N prefixes (lN), and clc with one NOP of
 * N bytes (nN), which has the same length.  No site is meant; lengths differ.
 */
.irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
	BEGIN	ladder, l\n
	PREFIXES \n
	clc
	END	ladder, l\n
	.if	\n
	BEGIN	ladder, n\n
	clc
	NOP_OF	\n
	END	ladder, n\n
	.endif
.endr

	.section .note.GNU-stack, "", @progbits
