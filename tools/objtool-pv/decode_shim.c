// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's code has a few instructions that capstone 4 decodes with a wrong length
 * (UD0 and UD1, which have a ModRM byte) or not at all (those that group 7 has been
 * given since: RDPKRU, WRPKRU, SERIALIZE, WRMSRNS, ...; LKGS in group 6; TPAUSE in group
 * 15; WRSS, WRUSS, and RDSSP, which is among the NOPs that have a ModRM byte; vectors that
 * are newer than AVX-512's first ones, and tiles).
 */
#include "decode_shim.h"

#define ESCAPE		0x0f
#define GROUP_6		0x00	/* SDM Vol. 2, Table A-6: LLDT ... LKGS */
#define GROUP_7		0x01	/* SDM Vol. 2, Table A-6 */
#define HINT_NOP	0x1e	/* SDM Vol. 2, Table A-3; ENDBR64, RDSSP */
#define ESCAPE_38	0x38
#define WRUSS		0xf5	/* SDM Vol. 2, Table A-4 */
#define WRSS		0xf6
#define GROUP_15	0xae	/* SDM Vol. 2, Table A-6: FXSAVE ... TPAUSE */
#define UD1		0xb9
#define UD0		0xff

/* SDM Vol. 2, 2.3.5 and 2.7.1: the byte after says what map the opcode is of. */
#define VEX3		0xc4
#define EVEX		0x62
#define MAP_0F		1	/* some have one of 8 bits, Table A-3 */
#define MAP_0F38	2	/* none has an immediate, Table A-4 */
#define MAP_0F3A	3	/* all have one of 8 bits, Table A-5 */

#define MOD(modrm)	((modrm) >> 6)
#define REG(modrm)	((modrm) >> 3 & 7)
#define RM(modrm)	((modrm) & 7)

/* Bytes that a ModRM byte stands for, itself included; SDM Vol. 2, Tables 2-2, 2-3. */
static unsigned int modrm_length(const u8 *modrm, size_t size)
{
	unsigned int len = 1;
	u8 base;

	if (!size)
		return 0;
	if (MOD(*modrm) == 3)
		return 1;
	base = RM(*modrm);
	if (base == 4) {
		if (size < 2)
			return 0;
		base = modrm[1] & 7;
		len = 2;
	}
	if (MOD(*modrm) == 1)
		return len + 1;
	if (MOD(*modrm) == 2 || base == 5)
		return len + 4;
	return len;
}

static size_t skip_prefixes(const u8 *bytes, size_t size)
{
	size_t i = 0;

	while (i < size && (bytes[i] == 0x66 || bytes[i] == 0x67 || bytes[i] == 0x2e ||
			    bytes[i] == 0x3e || bytes[i] == 0xf2 || bytes[i] == 0xf3))
		i++;
	if (i < size && (bytes[i] & 0xf0) == 0x40)
		i++;
	return i;
}

/* One of them, as far as it is there. */
static bool ours(const u8 *opcode, size_t size)
{
	switch (opcode[0]) {
	case UD0:
	case UD1:
	case HINT_NOP:
	case GROUP_15:
		return true;
	}
	if (size < 2)
		return false;
	switch (opcode[0]) {
	case GROUP_6:
		return REG(opcode[1]) == 6;
	case GROUP_7:
		return MOD(opcode[1]) == 3;
	default:
		return false;
	}
}

static bool has_immediate(unsigned int map, u8 opcode)
{
	if (map != MAP_0F)
		return map == MAP_0F3A;
	switch (opcode) {
	case 0x70 ... 0x73:		/* PSHUF, groups 12 to 14 */
	case 0xc2: case 0xc4 ... 0xc6:	/* CMP, PINSR, PEXTR, SHUF */
		return true;
	default:
		return false;
	}
}

/* The whole length: of all in these maps but VEX in the first, which capstone knows. */
static int vector_length(const u8 *bytes, size_t size)
{
	size_t opcode = bytes[0] == EVEX ? 4 : 3;
	unsigned int map, len;

	if (size < 2)
		return -1;
	map = bytes[1] & (bytes[0] == EVEX ? 0x07 : 0x1f);
	if (map > MAP_0F3A || !map || (map == MAP_0F && bytes[0] == VEX3))
		return 0;
	if (size <= opcode + 1)
		return -1;
	len = modrm_length(bytes + opcode + 1, size - opcode - 1);
	if (!len)
		return -1;
	len += opcode + 1 + has_immediate(map, bytes[opcode]);
	return len <= size ? (int)len : -1;
}

/* Bytes of the opcode at @bytes if it is one of those; 0 otherwise. */
static unsigned int opcode_length(const u8 *bytes, size_t size)
{
	if (size < 2 || bytes[0] != ESCAPE)
		return 0;
	if (bytes[1] == ESCAPE_38)
		return size > 2 && (bytes[2] == WRUSS || bytes[2] == WRSS) ? 3 : 0;
	return ours(bytes + 1, size - 1) ? 2 : 0;
}

int decode_shim(const u8 *bytes, size_t size)
{
	size_t at = skip_prefixes(bytes, size);
	unsigned int opcode, len;
	int vector;

	if (at < size && (bytes[at] == VEX3 || bytes[at] == EVEX)) {
		vector = vector_length(bytes + at, size - at);
		return vector > 0 ? (int)at + vector : vector;
	}
	opcode = opcode_length(bytes + at, size - at);
	if (!opcode)
		return 0;
	at += opcode;
	len = modrm_length(bytes + at, size - at);
	return len && at + len <= size ? (int)(at + len) : -1;
}
