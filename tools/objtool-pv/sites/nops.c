// SPDX-License-Identifier: GPL-2.0-only
/*
 * The NOPs of Linux for 64 bits: BYTES_NOP1 to 11 in arch/x86/include/asm/nops.h of
 * 6.12, of which 6.1 has the first eight; add_nop() in arch/x86/kernel/alternative.c
 * jumps over what none of them fills.
 */
#include <string.h>

#include "../opcodes.h"
#include "nops.h"

#define NOP_MAX	11

static const u8 nops[NOP_MAX + 1][NOP_MAX] = {
	[1]	= { 0x90 },
	[2]	= { 0x66, 0x90 },
	[3]	= { 0x0f, 0x1f, 0x00 },
	[4]	= { 0x0f, 0x1f, 0x40, 0x00 },
	[5]	= { 0x0f, 0x1f, 0x44, 0x00, 0x00 },
	[6]	= { 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00 },
	[7]	= { 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00 },
	[8]	= { 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
	[9]	= { 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
	[10]	= { 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
	[11]	= { 0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
};

/* A jump to the end; breakpoints lie in between. */
static void fill_jump(u8 *to, size_t len)
{
	memset(to, OPCODE_INT3, len);
	if (len < 128) {
		to[0] = OPCODE_JMP_SHORT;
		to[1] = len - 2;
		return;
	}
	to[0] = OPCODE_JMP;
	to[1] = len - 5;
	memset(to + 2, 0, 3);
}

void nops_fill(enum nop_style style, u8 *to, size_t len)
{
	size_t longest = style == NOPS_11_JUMP ? 11 : 8;

	if (style != NOPS_8 && len > longest) {
		fill_jump(to, len);
		return;
	}
	while (len) {
		size_t piece = len < longest ? len : longest;

		memcpy(to, nops[piece], piece);
		to += piece;
		len -= piece;
	}
}

/* The length of the NOP at @bytes, 0 if there is none. */
static size_t nop_at(const u8 *bytes, size_t room)
{
	size_t len = room < NOP_MAX ? room : NOP_MAX;

	while (len && memcmp(bytes, nops[len], len))
		len--;
	return len;
}

bool nops_only(const u8 *bytes, size_t len)
{
	while (len) {
		size_t nop = nop_at(bytes, len);

		if (!nop)
			return false;
		bytes += nop;
		len -= nop;
	}
	return true;
}
