// SPDX-License-Identifier: GPL-2.0-only
/*
 * The code of a template in sites of every length that it fits: what the patcher makes of
 * it is the same instructions, then NOPs.
 */
#include <stdio.h>
#include <string.h>

#include <asm/pvops/template.h>
#include "../../pvops/patcher/patcher.h"
#include "judge.h"

#define SITE		0xffffffff81000000ull
#define TEXT_MAX	96

static void text(const struct step *step, char *to)
{
	ZydisFormatter formatter;

	ZydisFormatterInit(&formatter, ZYDIS_FORMATTER_STYLE_ATT);
	ZydisFormatterFormatInstruction(&formatter, &step->insn, step->operand,
					step->insn.operand_count_visible, to, TEXT_MAX,
					ZYDIS_RUNTIME_ADDRESS_NONE, NULL);
}

/* The instruction at @from is still the one at @now, there perhaps after prefixes. */
static bool same(const uint8_t *from, size_t size, const uint8_t *now, size_t room,
		 struct step *after, char *why)
{
	char was[TEXT_MAX] = "", is[TEXT_MAX] = "no instruction";
	struct step before;

	if (!decode_step(from, size, &before))
		return refuse(why, "it is no instruction");
	text(&before, was);
	if (decode_step(now, room, after))
		text(after, is);
	return !strcmp(was, is) ||
	       refuse(why, "in a site of other length, %s becomes %s", was, is);
}

static bool padded(const struct record *record, const uint8_t *bytes, unsigned int len,
		   char *why)
{
	size_t from, at = 0;
	struct step step;

	for (from = 0; from < record->len; ) {
		if (!same(record->code + from, record->len - from, bytes + at, len - at,
			  &step, why))
			return false;
		at += step.insn.length;
		decode_step(record->code + from, record->len - from, &step);
		from += step.insn.length;
	}
	for (; at < len; at += step.insn.length)
		if (!decode_step(bytes + at, len - at, &step) ||
		    step.insn.mnemonic != ZYDIS_MNEMONIC_NOP)
			return refuse(why, "in a site of %u bytes, byte %zu is no NOP", len, at);
	return true;
}

static bool in_site(const struct record *record, unsigned int len, char *why)
{
	struct pvpatch_site site = {
		.addr = SITE, .op = record->op, .variant = record->variant, .len = len,
	};
	struct pvpatch_choice choice = {
		.indirect = SITE, .direct = SITE,
		.code = { record->code, record->len, record->flags & PVOPS_T_PREFIX ?
			  PVPATCH_OWN_PREFIX : PVPATCH_NOPS },
	};
	struct pvpatch_plan plan;

	if (pvpatch_plan(&site, &choice, PVPATCH_INLINE, &plan) ||
	    plan.form != PVPATCH_INLINE)
		return refuse(why, "it does not fit a site of %u bytes", len);
	return padded(record, plan.bytes, len, why);
}

/* What two segment prefixes mean is not defined (SDM Vol. 2, 2.1.1). */
static bool takes_prefixes(const struct record *record, char *why)
{
	struct step step;

	if (!(record->flags & PVOPS_T_PREFIX) ||
	    (decode_step(record->code, record->len, &step) &&
	     !(step.insn.attributes & ZYDIS_ATTRIB_HAS_SEGMENT)))
		return true;
	return refuse(why, "its first instruction has a segment, and takes no prefixes");
}

bool padding_is_sound(const struct record *record, char *why)
{
	unsigned int len = record->len;

	if (!takes_prefixes(record, why))
		return false;
	if (len < PVPATCH_SITE_MIN)
		len = PVPATCH_SITE_MIN;
	for (; len <= PVPATCH_SITE_MAX; len++)
		if (!in_site(record, len, why))
			return false;
	return true;
}
