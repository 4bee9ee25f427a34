// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a kernel may have written to the places that it changes: all that any CPU and any
 * choice of mitigations would make of them, since those are not known.
 *
 * A replacement from .altinstructions is moved to its place and padded.  Branches in it
 * may have been changed before it was copied, or after.
 *
 * Facts: arch/x86/kernel/alternative.c of Linux 6.12; encodings: SDM Vol. 2.
 */
#include <string.h>

#include "patched_internal.h"
#include "stock.h"

#define LOCK		0xf0
#define DS		0x3e

static const u8 poison[] = { 0x66, 0x0f, 0x1f, 0x00 };	/* gen_endbr_poison() */

/* What is at a place is that code, but for what others may change in it. */
struct variant_of {
	struct patched *patched;
	u64 addr;		/* of the place */
	u64 code;		/* where the code comes from */
	const u8 *bytes, *now;
	unsigned int len;
};

/* Places that were changed in the code before it came here, or are changed here. */
static unsigned int inner_length(const struct variant_of *v, u64 from, unsigned int at)
{
	struct patched *patched = v->patched;
	ssize_t i = PATCHED_FIRST;

	while ((i = patched_next(patched, from + at, i)) >= 0) {
		struct patch inner = patched->patch[i];
		u64 offset = inner.addr - from;

		if (inner.kind == PATCH_ALTERNATIVE || inner.addr < from ||
		    offset + inner.len > v->len)
			continue;
		inner.addr = v->addr + offset;
		if (patch_legal(patched, &inner, v->bytes + offset, v->now + offset))
			return offset + inner.len - at;
	}
	return 0;
}

/* A call that the whole place begins with may be counted, wherever it came from. */
static bool begins_counted(const struct variant_of *v)
{
	return v->len >= 5 && v->bytes[0] == OPCODE_CALL &&
	       patched_counts(v->patched->binary, v->addr, v->now,
			   patched_target(v->addr + 5, v->bytes, 5));
}

static bool is_variant(const struct variant_of *v)
{
	unsigned int at = begins_counted(v) ? 5 : 0, step;
	size_t from;

	while (at < v->len) {
		step = 1;
		if (v->bytes[at] != v->now[at]) {
			step = moved_length(v->patched->binary, v->addr, v->bytes, v->now,
					    v->len, at, &from);
			step = step ? step - (at - from) : inner_length(v, v->addr, at);
			if (!step && v->code != v->addr)
				step = inner_length(v, v->code, at);
			if (!step)
				return false;
		}
		at += step;
	}
	return true;
}

static bool in_styles(const struct variant_of *v)
{
	static const enum nop_style styles[] = { NOPS_11_JUMP, NOPS_8_JUMP, NOPS_8 };
	struct variant_of padded = *v;
	u8 bytes[256];
	size_t i;

	if (is_variant(v))
		return true;
	for (i = 0; i < sizeof(styles) / sizeof(*styles); i++) {
		memcpy(bytes, v->bytes, v->len);
		move_nops(v->patched->mover, styles[i], bytes, v->len);
		padded.bytes = bytes;
		if (is_variant(&padded))
			return true;
	}
	return false;
}

static bool replaced_by(struct patched *patched, const struct patch *patch,
			const struct alternative *record, const u8 *now)
{
	struct move move = { record->code, record->code_len, patch->addr };
	struct variant_of v = { patched, patch->addr, record->code, NULL, now,
				patch->len };
	u8 bytes[256];

	memset(bytes, OPCODE_NOP, sizeof(bytes));
	if (record->code_len > patch->len ||
	    (record->code_len && stock_original(patched->binary, record->code, bytes,
						record->code_len)) ||
	    move_code(patched->mover, &move, bytes, patch->len))
		return false;
	v.bytes = bytes;
	return in_styles(&v);
}

static bool alternative_legal(struct patched *patched, const struct patch *patch,
			      const u8 *file, const u8 *now)
{
	const struct alternatives *a = &patched->alternatives;
	struct variant_of original = { patched, patch->addr, patch->addr, file, now,
				       patch->len };
	u32 i;

	if (!patched->work)
		return false;
	patched->work--;
	if (in_styles(&original))
		return true;
	for (i = patch->ref; i < a->count && a->record[i].site == patch->addr &&
	     patched->work; i++, patched->work--)
		if (replaced_by(patched, patch, &a->record[i], now))
			return true;
	return false;
}

bool patch_legal(struct patched *patched, const struct patch *patch,
		 const u8 *file, const u8 *now)
{
	switch ((enum patch_kind)patch->kind) {
	case PATCH_ENDBR:
		return !memcmp(file, ENDBR64, 4) && !memcmp(now, poison, 4);
	case PATCH_LOCK:
		return file[0] == LOCK && now[0] == DS;
	case PATCH_CONSTANT:
		return !memcmp(now, &patch->ref, patch->len);
	case PATCH_ALTERNATIVE:
		return alternative_legal(patched, patch, file, now);
	default:
		return patched_branch_legal(patched, patch, file, now);
	}
}
