// SPDX-License-Identifier: GPL-2.0-only
/*
 * The forms of MOV that the compiler makes of readb() to writeq() and of plain accesses.
 * Where the memory is, the host has found out already; what is needed is which register,
 * how many bytes, and how long the instruction is.  Encodings: SDM vol. 2, 2.1 and 2.2.
 */
#include <string.h>

#include "insn.h"

#define LENGTH_MAX	15

#define REX_W		8
#define REX_R		4

struct reader {
	const uint8_t *bytes;
	size_t n, at;
	uint8_t rex;
	bool word;		/* prefix 66 */
	uint8_t modrm;
};

static int next(struct reader *r)
{
	return r->at < r->n ? r->bytes[r->at++] : -1;
}

/* Prefixes that change nothing here, and the one for 16 bits; then REX, if there is one. */
static int opcode(struct reader *r)
{
	int byte = next(r);

	for (; byte == 0x66 || byte == 0x2e || byte == 0x3e || byte == 0x26 || byte == 0x36;
	     byte = next(r))
		r->word |= byte == 0x66;
	if ((byte & 0xf0) == 0x40) {
		r->rex = byte;
		byte = next(r);
	}
	return byte;
}

/* ModRM and all that says where the memory is. */
static int operand(struct reader *r)
{
	int modrm = next(r), mod = modrm >> 6, rm = modrm & 7, sib = 0;

	if (modrm < 0 || mod == 3)
		return -1;
	r->modrm = modrm;
	if (rm == 4)
		sib = next(r);
	if (sib < 0)
		return -1;
	if (mod == 1)
		r->at += 1;
	else if (mod == 2 || rm == 5 || (rm == 4 && (sib & 7) == 5))
		r->at += 4;
	return r->at <= r->n ? 0 : -1;
}

static unsigned int operand_size(const struct reader *r)
{
	return r->rex & REX_W ? 8 : r->word ? 2 : 4;
}

static void name_register(const struct reader *r, struct insn *insn)
{
	insn->reg = (r->modrm >> 3 & 7) | (r->rex & REX_R) << 1;
	/* Without REX, 4 to 7 are the second bytes of the first four registers. */
	if (insn->size == 1 && insn->width == 1 && !r->rex && insn->reg >= 4) {
		insn->reg -= 4;
		insn->high = true;
	}
}

static int mov_register(struct reader *r, struct insn *insn, int op)
{
	insn->size = insn->width = op & 1 ? operand_size(r) : 1;
	insn->write = !(op & 2);
	insn->extend = insn->size == 4 ? INSN_ZERO : INSN_KEEP;
	if (operand(r))
		return -1;
	name_register(r, insn);
	return 0;
}

/* The immediate has at most 32 bits, and is extended by its sign. */
static int mov_immediate(struct reader *r, struct insn *insn, int op)
{
	unsigned int bytes;
	int32_t value = 0;

	insn->size = op & 1 ? operand_size(r) : 1;
	bytes = insn->size == 8 ? 4 : insn->size;
	if (operand(r) || (r->modrm & 0x38) || bytes > r->n - r->at)
		return -1;
	memcpy(&value, r->bytes + r->at, bytes);
	r->at += bytes;
	insn->write = insn->immediate = true;
	insn->value = (int64_t)value;
	return 0;
}

/* 0F B6, B7: MOVZX; 0F BE, BF: MOVSX.  63: MOVSXD. */
static int mov_extended(struct reader *r, struct insn *insn, unsigned int size, bool sign)
{
	insn->size = size;
	insn->width = operand_size(r);
	insn->extend = sign ? INSN_SIGN : INSN_ZERO;
	/* The upper half of the register is cleared but by a 16-bit form. */
	if (operand(r) || insn->width == 2)
		return -1;
	name_register(r, insn);
	return 0;
}

static int two_bytes(struct reader *r, struct insn *insn)
{
	int op = next(r);

	switch (op) {
	case 0xb6: case 0xb7: case 0xbe: case 0xbf:
		return mov_extended(r, insn, op & 1 ? 2 : 1, op >= 0xbe);
	default:
		return -1;
	}
}

static int decode(struct reader *r, struct insn *insn)
{
	int op = opcode(r);

	switch (op) {
	case 0x88 ... 0x8b:
		return mov_register(r, insn, op);
	case 0xc6: case 0xc7:
		return mov_immediate(r, insn, op);
	case 0x63:
		return r->rex & REX_W ? mov_extended(r, insn, 4, true) : -1;
	case 0x0f:
		return two_bytes(r, insn);
	default:
		return -1;
	}
}

int insn_decode(const uint8_t *bytes, size_t n, struct insn *insn)
{
	struct reader r = { .bytes = bytes, .n = n < LENGTH_MAX ? n : LENGTH_MAX };

	memset(insn, 0, sizeof(*insn));
	if (decode(&r, insn))
		return -1;
	insn->length = r.at;
	return 0;
}

static uint64_t low_bytes(uint64_t value, unsigned int size)
{
	return size == 8 ? value : value & ((1ull << 8 * size) - 1);
}

uint64_t insn_source(const struct insn *insn, const uint64_t *regs)
{
	uint64_t value = insn->immediate ? insn->value : regs[insn->reg];

	return low_bytes(insn->high ? value >> 8 : value, insn->size);
}

static uint64_t extended(const struct insn *insn, uint64_t value)
{
	unsigned int shift = 64 - 8 * insn->size;

	value = low_bytes(value, insn->size);
	if (insn->extend != INSN_SIGN)
		return value;
	return low_bytes((uint64_t)((int64_t)(value << shift) >> shift), insn->width);
}

void insn_finish(const struct insn *insn, uint64_t value, uint64_t *regs)
{
	unsigned int shift = insn->high ? 8 : 0;
	uint64_t mask = low_bytes(~0ull, insn->size) << shift;

	if (insn->extend != INSN_KEEP)
		regs[insn->reg] = extended(insn, value);
	else
		regs[insn->reg] = (regs[insn->reg] & ~mask) | (value << shift & mask);
}
