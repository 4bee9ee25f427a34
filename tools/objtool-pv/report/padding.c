// SPDX-License-Identifier: GPL-2.0-only
/*
 * Padding: NOPs, and the segment prefixes that 64-bit mode ignores.
 *
 * Encodings: SDM Vol. 2, NOP (90, 0F 1F /0), PAUSE (F3 90) and 2.1.1, prefixes.  A REX
 * prefix with B turns 90 into an exchange of %r8 and %rax, so 90 after one is no NOP.
 */
#include "../decode.h"
#include "../opcodes.h"
#include "padding.h"

#define OPERAND_SIZE	0x66
#define TWO_BYTES	0x0f

static bool ignored_prefix(u8 byte)
{
	return byte == 0x26 || byte == 0x2e || byte == 0x36 || byte == 0x3e;
}

static bool is_nop(const u8 *insn, size_t len)
{
	size_t i = 0;

	while (i < len && (insn[i] == OPERAND_SIZE || ignored_prefix(insn[i])))
		i++;
	if (i < len && insn[i] == OPCODE_NOP)
		return true;
	return len - i >= 3 && insn[i] == TWO_BYTES && insn[i + 1] == 0x1f;
}

size_t padding_bytes(const u8 *bytes, size_t len, u64 addr)
{
	size_t at = 0, padding = 0, prefixes;
	struct insn insn;

	while (at < len) {
		for (prefixes = 0; at + prefixes < len &&
		     ignored_prefix(bytes[at + prefixes]); prefixes++)
			;
		/* Prefixes up to the end belong to the next instruction. */
		if (at + prefixes == len)
			return padding + prefixes;
		if (decode(bytes + at, len - at, addr + at, &insn) || !insn.len)
			return padding;
		padding += is_nop(bytes + at, insn.len) ? insn.len : prefixes;
		at += insn.len;
	}
	return padding;
}
