/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Call sites: the record that describes one, and the macros that emit the call
 * and its record, for C and for assembly.  No other file knows the layout.
 *
 * In the file on disk a site is a 5-byte near call of a thunk, which jumps through
 * the table; that is its indirect form and works before anything is patched.  A long site
 * begins with a NOP.  A site of variant PVOPS_V_JUMP is a near jump, in all its forms that are
 * not inline.
 */
#ifndef PVOPS_SITE_H
#define PVOPS_SITE_H

#include "registers.def"

/*
 * Variants: which registers a site uses.  0 to 15 are the register, in hardware
 * numbering, of a site that leaves it to the compiler, or the debug register of a
 * debug-register site; the others say how the site calls.
 */
#define PVOPS_V_CALL	16	/* C convention */
#define PVOPS_V_KEEP	17	/* arguments as in C, other registers kept */
#define PVOPS_V_SHAPE	18	/* the native instruction's own registers */
#define PVOPS_V_JUMP	19	/* a jump that never comes back */
#define PVOPS_VARIANTS	20

#define PVOPS_SECTION_SITES	".pvops_sites"

/* How many bytes a long site has before its call: a NOP. */
#define PVOPS_LONG_NOP		4

#ifndef __ASSEMBLY__

#include <asm/pvops/types.h>

/**
 * struct pvops_site - the record of one call site, 8 bytes
 * @offset:  the site's address minus the address of this field
 * @op:      operation id
 * @len:     the site's length in bytes
 * @variant: PVOPS_V_* or a register number
 * @flags:   none defined; 0
 */
struct pvops_site {
	s32 offset;
	u8 op;
	u8 len;
	u8 variant;
	u8 flags;
};

/*
 * "%V" prints a register's bare name; these assembler symbols turn it into the
 * hardware number.  The ".L" keeps them out of every symbol table.
 */
#define PVOPS_NUMBER(name, number, in_c) ".equ .Lpvops_v_" #name ", " #number "\n"
asm(PVOPS_EACH_REGISTER(PVOPS_NUMBER));

/*
 * One site as an assembler string: a call of @target, which is variant @variant
 * of the operation whose id is the asm operand [pvop]; [is_long] says whether the site is
 * long, and its NOP is that of pvops/patcher/encode.c.  The record's reference to
 * text is data and no branch target, which the annotation tells objtool.
 */
#define PVOPS_SITE(target, variant)					\
	"661:\t.rept %c[is_long]\n\t"					\
	".byte 0x0f, 0x1f, 0x40, 0x00\n\t"				\
	".endr\n\t"							\
	"call " target "\n"						\
	"662:\n\t"							\
	".pushsection .discard.noendbr\n\t"				\
	".long 661b\n\t"						\
	".popsection\n\t"						\
	".pushsection " PVOPS_SECTION_SITES ", \"a\"\n\t"		\
	".balign 4\n\t"						\
	".long 661b - .\n\t"						\
	".byte %c[pvop], 662b - 661b, " variant ", 0\n\t"			\
	".popsection\n\t"

#else /* __ASSEMBLY__ */

#define PVOPS_NUMBER(name, number, in_c) .equ .Lpvops_v_##name, number;
PVOPS_EACH_REGISTER(PVOPS_NUMBER)

/* Lists for .irp: the registers that an operand may be in, and those that C keeps. */
#define PVOPS_REGISTERS		PVOPS_LIST(PVOPS_EACH_REGISTER(PVOPS_ITEM))
#define PVOPS_KEPT_REGISTERS	PVOPS_LIST(PVOPS_EACH_REGISTER(PVOPS_KEPT_ITEM))
#define PVOPS_ITEM(name, number, in_c)		, name
#define PVOPS_KEPT_ITEM(name, number, in_c)	PVOPS_ITEM_##in_c(name)
#define PVOPS_ITEM_KEPT(name)			, name
#define PVOPS_ITEM_LOST(name)
/* Without the comma before the first. */
#define PVOPS_LIST(...)		PVOPS_BUT_FIRST(__VA_ARGS__)
#define PVOPS_BUT_FIRST(first, ...)	__VA_ARGS__

/* The same for assembly files; @insn is jmp where a site is a jump. */
.macro PVOPS_SITE target:req, op:req, variant:req, insn=call
.Lpvops_site\@:
	\insn	\target
.Lpvops_site_end\@:
	.pushsection .discard.noendbr
	.long	.Lpvops_site\@
	.popsection
	.pushsection .pvops_sites, "a"
	.balign	4
	.long	.Lpvops_site\@ - .
	.byte	\op, .Lpvops_site_end\@ - .Lpvops_site\@, \variant, 0
	.popsection
.endm

#endif /* __ASSEMBLY__ */

#endif
