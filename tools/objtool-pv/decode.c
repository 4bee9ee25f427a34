// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lengths and text come from capstone, and where capstone 4 knows an instruction badly
 * or not at all, from decode_shim().  Where a branch goes is read from its bytes, which
 * is cheaper than asking for capstone's details on every instruction.
 */
#include <capstone/capstone.h>
#include <stdio.h>
#include <string.h>

#include "decode.h"
#include "decode_shim.h"
#include "opcodes.h"

#define INSN_MAX	15	/* SDM Vol. 2, 2.3.11 */

static csh handle;
static cs_insn *scratch;

static bool start(void)
{
	if (scratch)
		return true;
	if (cs_open(CS_ARCH_X86, CS_MODE_64, &handle) != CS_ERR_OK)
		return false;
	cs_option(handle, CS_OPT_SYNTAX, CS_OPT_SYNTAX_ATT);
	scratch = cs_malloc(handle);
	return scratch;
}

void decode_end(void)
{
	if (!scratch)
		return;
	cs_free(scratch, 1);
	cs_close(&handle);
	scratch = NULL;
}

static bool is_prefix(u8 byte)
{
	switch (byte) {
	case 0x26: case 0x2e: case 0x36: case 0x3e:	/* segments */
	case 0x64: case 0x65: case 0x66: case 0x67:
	case 0xf0: case 0xf2: case 0xf3:
	case 0x40 ... 0x4f:				/* REX */
		return true;
	default:
		return false;
	}
}

/* Bytes of a branch's displacement, which ends the instruction; SDM Vol. 2, Table A-2. */
static unsigned int displacement(const u8 *bytes, unsigned int len)
{
	unsigned int i = 0;

	while (i + 1 < len && is_prefix(bytes[i]))
		i++;
	switch (bytes[i]) {
	case 0x70 ... 0x7f:		/* Jcc rel8 */
	case 0xe0 ... 0xe3:		/* LOOPcc, JRCXZ */
	case OPCODE_JMP_SHORT:
		return 1;
	case OPCODE_CALL: case OPCODE_JMP:
		return 4;
	case 0x0f:			/* Jcc rel32 */
		return i + 1 < len && (bytes[i + 1] & 0xf0) == 0x80 ? 4 : 0;
	default:
		return 0;
	}
}

static void find_target(const u8 *bytes, u64 addr, struct insn *insn)
{
	unsigned int size = displacement(bytes, insn->len);
	u64 value = 0;
	unsigned int i;

	insn->branches = size && size < insn->len;
	if (!insn->branches)
		return;
	for (i = 0; i < size; i++)
		value |= (u64)bytes[insn->len - size + i] << (8 * i);
	value = size == 1 ? (u64)(s64)(signed char)value : (u64)(s64)(s32)value;
	insn->target = addr + insn->len + value;
}

int decode(const u8 *bytes, size_t size, u64 addr, struct insn *insn)
{
	size_t left = size < INSN_MAX ? size : INSN_MAX;
	u64 at = addr;
	int shim;

	memset(insn, 0, sizeof(*insn));
	if (!size || !start())
		return -1;
	shim = decode_shim(bytes, left);
	if (shim < 0)
		return -1;
	insn->len = shim;
	if (!shim && cs_disasm_iter(handle, &bytes, &left, &at, scratch)) {
		insn->len = at - addr;
		bytes -= insn->len;
	}
	if (!insn->len)
		return -1;
	find_target(bytes, addr, insn);
	return 0;
}

/* One instruction as text; a length that capstone does not agree with means bytes. */
static unsigned int one_text(const u8 *bytes, size_t size, u64 addr, char *to, size_t room)
{
	struct insn insn;
	const u8 *p = bytes;
	u64 at = addr;
	unsigned int i, n = 0, len;

	if (!decode(bytes, size, addr, &insn)) {
		if (cs_disasm_iter(handle, &p, &size, &at, scratch) &&
		    at - addr == insn.len) {
			snprintf(to, room, scratch->op_str[0] ? "%s %s" : "%s",
				 scratch->mnemonic, scratch->op_str);
			return insn.len;
		}
	}
	len = insn.len ? insn.len : 1;
	for (i = 0; i < len && n < room; i++)
		n += snprintf(to + n, room - n, "%s0x%02x", i ? ", " : ".byte ", bytes[i]);
	return len;
}

void decode_text(const u8 *bytes, size_t size, u64 addr, char *to, size_t room)
{
	size_t done = 0, n = 0;

	to[0] = '\0';
	while (done < size && n + 1 < room) {
		if (done)
			n += snprintf(to + n, room - n, "; ");
		if (n < room)
			done += one_text(bytes + done, size - done, addr + done, to + n,
					 room - n);
		n += strlen(to + (n < room ? n : room - 1));
	}
}
