// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's code has a few instructions that capstone 4 decodes with a wrong length
 * (UD0 and UD1, which have a ModRM byte) or not at all (those that group 7 has been
 * given since: RDPKRU, WRPKRU, SERIALIZE, WRMSRNS, ...; LKGS in group 6; WRSS and WRUSS).
 */
#include "decode_shim.h"

#define ESCAPE		0x0f
#define GROUP_6		0x00	/* SDM Vol. 2, Table A-6: LLDT ... LKGS */
#define GROUP_7		0x01	/* SDM Vol. 2, Table A-6 */
#define ESCAPE_38	0x38
#define WRUSS		0xf5	/* SDM Vol. 2, Table A-4 */
#define WRSS		0xf6
#define UD1		0xb9
#define UD0		0xff

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

static bool ours(const u8 *opcode)
{
	switch (opcode[0]) {
	case UD0:
	case UD1:
		return true;
	case GROUP_6:
		return REG(opcode[1]) == 6;
	case GROUP_7:
		return MOD(opcode[1]) == 3;
	default:
		return false;
	}
}

/* Bytes of the opcode at @bytes if it is one of those; 0 otherwise. */
static unsigned int opcode_length(const u8 *bytes, size_t size)
{
	if (size < 3 || bytes[0] != ESCAPE)
		return 0;
	if (bytes[1] == ESCAPE_38)
		return bytes[2] == WRUSS || bytes[2] == WRSS ? 3 : 0;
	return ours(bytes + 1) ? 2 : 0;
}

unsigned int decode_shim(const u8 *bytes, size_t size)
{
	size_t at = skip_prefixes(bytes, size);
	unsigned int opcode = opcode_length(bytes + at, size - at), len;

	if (!opcode)
		return 0;
	at += opcode;
	len = modrm_length(bytes + at, size - at);
	return len && at + len <= size ? at + len : 0;
}
