// SPDX-License-Identifier: GPL-2.0-only
/*
 * The few encodings that the patcher makes itself: a near call or jump, NOPs, and the
 * padding that makes a piece of code as long as its site.
 */
#include "patcher.h"

#define NOP_MAX		9

/* SDM Vol. 2, NOP: recommended multi-byte sequences; row n is n bytes long. */
static const u8 nops[NOP_MAX + 1][NOP_MAX] = {
	[1] = { 0x90 },
	[2] = { 0x66, 0x90 },
	[3] = { 0x0f, 0x1f, 0x00 },
	[4] = { 0x0f, 0x1f, 0x40, 0x00 },
	[5] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 },
	[6] = { 0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00 },
	[7] = { 0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00 },
	[8] = { 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
	[9] = { 0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00 },
};

/**
 * pvpatch_branch - encode a near call, or a near jump
 * @to:     where the 5 bytes go
 * @jump:   a jump?
 * @from:   address at which they will execute
 * @target: address to call, or to jump to
 *
 * Return: 0, or -PVPATCH_EREACH if @target is more than 2 GiB away.
 * Context: any.
 */
int pvpatch_branch(u8 *to, bool jump, u64 from, u64 target)
{
	s64 distance = (s64)(target - (from + PVPATCH_CALL_LEN));
	u32 disp = (u32)(s32)distance;
	unsigned int i;

	if (distance != (s64)(s32)distance)
		return -PVPATCH_EREACH;
	to[0] = jump ? PVPATCH_JUMP : PVPATCH_CALL;
	for (i = 0; i < 4; i++)
		to[1 + i] = (u8)(disp >> (8 * i));
	return 0;
}

/**
 * pvpatch_nop - fill with as few NOPs as possible
 * @to:  where the bytes go
 * @len: how many
 *
 * Context: any.
 */
void pvpatch_nop(u8 *to, unsigned int len)
{
	while (len) {
		unsigned int n = len < NOP_MAX ? len : NOP_MAX;

		memcpy(to, nops[n], n);
		to += n;
		len -= n;
	}
}

/**
 * pvpatch_pad - make inline code as long as its site
 * @to:   where the bytes go
 * @len:  length of the site
 * @code: the code
 *
 * A prefix costs no instruction and a NOP costs one, so prefixes come first; more
 * than PVPATCH_PREFIX_MAX of them would slow some decoders.  What is left is NOPs
 * after the code, so that a fault is raised at the site's address.
 *
 * Return: 0, or -PVPATCH_ETEMPLATE if the code is longer than the site.
 * Context: any.
 */
int pvpatch_pad(u8 *to, unsigned int len, const struct pvpatch_code *code)
{
	unsigned int spare, prefixes = 0;

	if (code->len > len)
		return -PVPATCH_ETEMPLATE;
	spare = len - code->len;
	if (pvpatch_pad_of(code, len) != PVPATCH_NOPS)
		prefixes = spare < PVPATCH_PREFIX_MAX ? spare : PVPATCH_PREFIX_MAX;
	/* All that a short site has room for, in one store: the code overwrites what is too much. */
	if (prefixes && len == PVPATCH_SITE_MIN)
		memset(to, PVPATCH_PREFIX, PVPATCH_SITE_MIN);
	else if (prefixes)
		memset(to, PVPATCH_PREFIX, prefixes);
	if (code->len)
		memcpy(to + prefixes, code->bytes, code->len);
	pvpatch_nop(to + prefixes + code->len, spare - prefixes);
	return 0;
}
