// SPDX-License-Identifier: GPL-2.0-only
/*
 * Moving replacements, as __apply_relocation() and optimize_nops() of
 * arch/x86/kernel/alternative.c in Linux 6.12 do, and optimize_nops() of 6.1.
 *
 * A displacement counts from the end of its instruction.  That end moves by (to - from)
 * and the target stays, so (from - to) is added.
 */
#include <capstone/capstone.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../opcodes.h"
#include "move.h"

struct mover {
	csh handle;
	cs_insn *insn;
};

struct mover *mover_new(void)
{
	struct mover *mover = xcalloc(1, sizeof(*mover));

	if (cs_open(CS_ARCH_X86, CS_MODE_64, &mover->handle) != CS_ERR_OK) {
		free(mover);
		return NULL;
	}
	cs_option(mover->handle, CS_OPT_DETAIL, CS_OPT_ON);
	mover->insn = cs_malloc(mover->handle);
	return mover;
}

void mover_free(struct mover *mover)
{
	if (!mover)
		return;
	cs_free(mover->insn, 1);
	cs_close(&mover->handle);
	free(mover);
}

/* The instruction at @code; 0 if it is none. */
static size_t decode_at(struct mover *mover, const u8 *code, size_t size)
{
	uint64_t addr = 0;

	if (!cs_disasm_iter(mover->handle, &code, &size, &addr, mover->insn))
		return 0;
	return mover->insn->size;
}

/* The value of the little-endian, signed field of @size bytes. */
static s64 get_field(const u8 *field, unsigned int size)
{
	s32 value = 0;

	if (size == 1)
		return (int8_t)field[0];
	memcpy(&value, field, sizeof(value));
	return value;
}

/* Correct one field of the instruction that ends at @end; 0, or -1. */
static int fix_field(const struct move *move, u8 *field, unsigned int size, size_t end)
{
	s64 value, target;

	value = get_field(field, size);
	target = (s64)end + value;
	if (target >= 0 && target <= (s64)move->from_len)
		return 0;
	value = (s64)((u64)value + move->from - move->to);
	if (size == 1 ? value != (int8_t)value : value != (s32)value)
		return -1;
	memcpy(field, &value, size);
	return 0;
}

/* Bytes of a branch's displacement, which ends the instruction; 0: no branch. */
static unsigned int branch_field(const struct mover *mover)
{
	const u8 *opcode = mover->insn->detail->x86.opcode;

	if (!cs_insn_group(mover->handle, mover->insn, X86_GRP_BRANCH_RELATIVE))
		return 0;
	if ((opcode[0] & 0xf0) == 0x70 || opcode[0] == OPCODE_JMP_SHORT)
		return 1;
	if (opcode[0] == OPCODE_CALL || opcode[0] == OPCODE_JMP ||
	    (opcode[0] == 0x0f && (opcode[1] & 0xf0) == 0x80))
		return 4;
	return 0;
}

static bool rip_relative(const cs_x86 *x86)
{
	int i;

	for (i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_MEM &&
		    x86->operands[i].mem.base == X86_REG_RIP)
			return true;
	return false;
}

/* A long jump whose target, @value bytes after its old end, is near becomes short. */
static void shorten_jump(const struct move *move, u8 *insn, s64 value)
{
	value = (s64)((u64)value + move->from - move->to) + 5 - 2;
	if (value != (int8_t)value)
		return;
	insn[0] = OPCODE_JMP_SHORT;
	insn[1] = value;
	memset(insn + 2, OPCODE_INT3, 3);
}

static int fix_insn(struct mover *mover, const struct move *move, u8 *code, size_t at)
{
	const cs_x86 *x86 = &mover->insn->detail->x86;
	const cs_x86_encoding *field = &x86->encoding;
	unsigned int size = branch_field(mover);
	size_t len = mover->insn->size;
	u8 *insn = code + at;

	if (size && size < len) {
		u8 *imm = insn + len - size;
		s64 value = get_field(imm, size);

		if (fix_field(move, imm, size, at + len))
			return -1;
		if (x86->opcode[0] == OPCODE_JMP && len == 5)
			shorten_jump(move, insn, value);
	}
	if (rip_relative(x86)) {
		if (!field->disp_offset || field->disp_offset + 4u > len)
			return -1;
		return fix_field(move, insn + field->disp_offset, 4, at + len);
	}
	return 0;
}

int move_code(struct mover *mover, const struct move *move, u8 *code, size_t len)
{
	size_t at = 0;

	while (at < len) {
		size_t insn = decode_at(mover, code + at, len - at);

		if (!insn || fix_insn(mover, move, code, at))
			return -1;
		at += insn;
	}
	return 0;
}

/* NOPs as the kernel knows them: 90 without the prefix of PAUSE, and 0f 1f. */
static bool is_nop(const struct mover *mover)
{
	const cs_x86 *x86 = &mover->insn->detail->x86;

	if (x86->opcode[0] == OPCODE_NOP)
		return mover->insn->bytes[0] != 0xf3;
	return x86->opcode[0] == 0x0f && x86->opcode[1] == 0x1f;
}

/* One past the last NOP of the run that begins at @at. */
static size_t run_end(struct mover *mover, enum nop_style style, const u8 *code,
		      size_t at, size_t len)
{
	while (at < len) {
		size_t insn = decode_at(mover, code + at, len - at);

		if (!insn || !is_nop(mover) || (style == NOPS_8 && insn != 1))
			break;
		at += insn;
	}
	return at;
}

void move_nops(struct mover *mover, enum nop_style style, u8 *code, size_t len)
{
	size_t at = 0, end, insn;

	for (; at < len; at = end) {
		insn = decode_at(mover, code + at, len - at);
		if (!insn)
			return;
		end = at + insn;
		if (!is_nop(mover) || (style == NOPS_8 && insn != 1))
			continue;
		end = run_end(mover, style, code, at, len);
		/* A single NOP is as long as it can be. */
		if (end != at + insn)
			nops_fill(style, code + at, end - at);
	}
}
