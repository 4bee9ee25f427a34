// SPDX-License-Identifier: GPL-2.0-only
/*
 * A site where nothing is to be done needs no instruction, not even a NOP: its bytes
 * become redundant segment prefixes of the next instruction.  Not every instruction can
 * be given prefixes.  The instructions that arithmetic and moves are made of are known
 * to be fit: in 64-bit mode a CS prefix means nothing to them (SDM Vol. 2, 2.1.1), and
 * five of them leave each within the limit of 15 bytes (2.3.11).  Branches are unfit, as
 * they read a prefix as a hint.  So are instructions that are patched themselves, such as
 * calls, jumps and NOPs, and claimed ones.
 */
#include "patcher.h"

/* Operands; the longest of each kind is 10, 7 and 9 bytes, REX included. */
enum operands {
	UNFIT,
	FIXED,		/* no ModRM byte: MOV r64, imm64 */
	REGISTER,	/* ModRM of a register, perhaps an immediate: IMUL r64, r64, imm32 */
	MODRM,		/* ModRM of a register or memory: MOVZX r64, m8 */
};

#define REX(byte)	(((byte) & 0xf0) == 0x40)
#define MOD(modrm)	((modrm) >> 6)
#define MOD_REGISTER	3
#define ESCAPE		0x0f
#define OPERAND_SIZE	0x66	/* 16 bits instead of 32 */
#define INSN_HEAD	4	/* REX, escape, opcode, ModRM */

/* SDM Vol. 2, Appendix A.3, Table A-2. */
static enum operands one_byte(u8 opcode)
{
	switch (opcode) {
	case 0x00 ... 0x3f:		/* ADD OR ADC SBB AND SUB XOR CMP */
		return (opcode & 7) < 4 ? MODRM : (opcode & 7) < 6 ? FIXED : UNFIT;
	case 0x63:			/* MOVSXD */
	case 0x84 ... 0x8d:		/* TEST XCHG MOV LEA */
		return MODRM;
	case 0x50 ... 0x5f:		/* PUSH POP */
	case 0x98 ... 0x99:		/* CDQE CQO */
	case 0xa8 ... 0xa9:		/* TEST rAX, imm */
	case 0xb0 ... 0xbf:		/* MOV r, imm */
		return FIXED;
	case 0x69: case 0x6b:		/* IMUL r, r/m, imm */
	case 0x80: case 0x81: case 0x83:/* group 1: ADD ... CMP r/m, imm */
	case 0xc0: case 0xc1:		/* group 2: shifts */
	case 0xc6: case 0xc7:		/* group 11: MOV r/m, imm */
	case 0xd0 ... 0xd3:		/* group 2: shifts */
	case 0xf6: case 0xf7:		/* group 3: TEST NOT NEG MUL DIV */
		return REGISTER;
	default:
		return UNFIT;
	}
}

/* After the escape byte: SDM Vol. 2, Appendix A.3, Table A-3. */
static enum operands two_byte(u8 opcode)
{
	switch (opcode) {
	case 0x40 ... 0x4f:		/* CMOVcc */
	case 0x90 ... 0x9f:		/* SETcc */
	case 0xa3: case 0xab:		/* BT BTS */
	case 0xb3: case 0xbb:		/* BTR BTC */
	case 0xa5: case 0xad:		/* SHLD SHRD r/m, r, CL */
	case 0xaf:			/* IMUL r, r/m */
	case 0xb6: case 0xb7:		/* MOVZX */
	case 0xbe: case 0xbf:		/* MOVSX */
	case 0xbc: case 0xbd:		/* BSF BSR */
		return MODRM;
	case 0xa4: case 0xac:		/* SHLD SHRD r/m, r, imm8 */
	case 0xba:			/* group 8: BT ... BTC r/m, imm8 */
		return REGISTER;
	case 0xc8 ... 0xcf:		/* BSWAP */
		return FIXED;
	default:
		return UNFIT;
	}
}

/**
 * pvpatch_prefixable - does this instruction take redundant segment prefixes?
 * @insn: its first 4 bytes; what lies after a shorter one does not matter
 *
 * Return: true if it means the same with PVPATCH_NEXT_PREFIX_MAX of them before it.
 * Context: any.
 */
bool pvpatch_prefixable(const u8 *insn)
{
	bool is_word = *insn == OPERAND_SIZE;
	enum operands operands;

	insn += is_word;
	insn += REX(*insn);
	operands = *insn == ESCAPE ? two_byte(*++insn) : one_byte(*insn);
	if ((*insn == 0xc6 || *insn == 0xc7) && insn[1] >= 0xc8)
		return false;		/* in group 11, too: XABORT, XBEGIN */
	if (is_word)			/* MOV r16, Sreg; ModRM may be behind what was read */
		return operands == MODRM;
	if (operands == REGISTER)
		return MOD(insn[1]) == MOD_REGISTER;
	return operands != UNFIT;
}

/**
 * pvpatch_mergeable - may a site's bytes be prefixes of the next instruction?
 * @site: the site, which pvpatch_check() found sound
 * @text: the text that it is in
 *
 * Context: as @text's functions.
 */
bool pvpatch_mergeable(const struct pvpatch_site *site,
		       const struct pvpatch_text *text)
{
	u64 addr = site->addr + site->len;
	u8 insn[INSN_HEAD];

	return text->claimed && text->contains(text->ctx, addr, sizeof(insn)) &&
	       !text->read(text->ctx, addr, insn, sizeof(insn)) &&
	       pvpatch_prefixable(insn) && !text->claimed(text->ctx, addr);
}

/**
 * pvpatch_resolve - the bytes of one form of a site, in the text around it
 * @site:   the site, which pvpatch_check() found sound
 * @text:   the text that it is in
 * @choice: what it may become
 * @want:   the form wanted
 * @plan:   as of pvpatch_plan(); NOPs where the next instruction takes no prefixes
 *
 * Return: 0 or a negated enum pvpatch_err; @plan is undefined then.
 * Context: as @text's functions.
 */
int pvpatch_resolve(const struct pvpatch_site *site,
		    const struct pvpatch_text *text,
		    const struct pvpatch_choice *choice,
		    enum pvpatch_form want, struct pvpatch_plan *plan)
{
	if (want == PVPATCH_INLINE && choice->code.pad == PVPATCH_NEXT_PREFIX &&
	    !pvpatch_mergeable(site, text))
		return pvpatch_legal(site, choice, PVPATCH_PLANS - 1, plan);
	return pvpatch_plan(site, choice, want, plan);
}
