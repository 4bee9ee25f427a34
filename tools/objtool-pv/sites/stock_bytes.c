// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every sequence of bytes that a stock kernel may have at a site.
 *
 * In the file that is one: the call through the slot, with single-byte NOPs after it.
 * In memory it depends on the CPU's features, which are not known here, so each
 * replacement is legal; and it depends on what the slot holds, which is.
 *
 * Facts: apply_alternatives() and alt_replace_call() in arch/x86/kernel/alternative.c of
 * Linux 6.12; apply_paravirt() there and paravirt_patch() in arch/x86/kernel/paravirt.c
 * of 6.1.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "../opcodes.h"
#include "stock.h"

/* A slot with one of these becomes no call at all. */
static const char *const nothing[] = { "nop_func", "x86_nop", "_paravirt_nop", NULL };
/* An empty slot becomes a call of one of these. */
static const char *const missing[] = { "BUG_func", "paravirt_BUG", NULL };

/**
 * struct work - the legal bytes of one site, while they are collected
 * @call:    the call as it was in the file
 * @room:    its length
 * @slot:    address of the slot
 * @records: records for the site, @count of them
 */
struct work {
	struct bytes_list list;
	const struct site *site;
	const struct binary *binary;
	const struct stock *stock;
	u8 call[7];
	unsigned int room;
	u64 slot;
	const struct alternative *records;
	u32 count;
};

void bytes_add(struct bytes_list *list, enum site_form form, const u8 *bytes,
		 const char *format, ...)
{
	struct legal_bytes *legal;
	va_list args;
	int i;

	for (i = 0; i < list->count; i++)
		if (!memcmp(list->to[i].bytes, bytes, list->len))
			return;
	if (list->count == list->max)
		return;
	legal = &list->to[list->count++];
	memset(legal, 0, sizeof(*legal));
	legal->form = form;
	memcpy(legal->bytes, bytes, list->len);
	va_start(args, format);
	vsnprintf(legal->label, sizeof(legal->label), format, args);
	va_end(args);
}

/* The call through the slot that the record names, whatever is in the file. */
static void find_call(struct work *work)
{
	u8 *field = work->call + 2;
	u64 end = work->site->addr + 6, value = work->slot - end, slot;
	bool jump;

	memset(work->call, OPCODE_NOP, sizeof(work->call));
	if (stock_original(work->binary, work->site->addr, work->call,
			   work->site->len < 7 ? work->site->len : 7))
		work->call[0] = 0;
	work->room = stock_call(work->binary, work->site->addr, work->call, &slot);
	if (work->room == 7 && work->site->len >= 7) {
		field = work->call + 3;
		value = work->slot;
	} else {
		jump = work->room == 6 && work->call[1] == 0x25;
		work->room = 6;
		memcpy(work->call, (u8[]){ OPCODE_GROUP_5, jump ? 0x25 : 0x15 }, 2);
	}
	memcpy(field, &value, 4);
}

static void add_indirect(struct work *work, enum nop_style style)
{
	bool built = work->binary->state == BINARY_BUILT;
	u8 bytes[SITE_BYTES];

	memset(bytes, OPCODE_NOP, sizeof(bytes));
	memcpy(bytes, work->call, work->room);
	bytes_add(&work->list, FORM_INDIRECT, bytes, "indirect");
	if (built)
		return;
	move_nops(work->stock->mover, style, bytes, work->site->len);
	bytes_add(&work->list, FORM_INDIRECT, bytes, "indirect, never replaced");
}

/* The direct call of @target, or what is left of one that does nothing. */
static void add_call(struct work *work, enum nop_style style, u64 target,
		     const char *format, const char *name)
{
	bool fill = work->site->table->format == FORMAT_PARAVIRT;
	unsigned int used = target ? 5 : 0;
	u8 bytes[SITE_BYTES];

	memset(bytes, OPCODE_NOP, sizeof(bytes));
	if (fill)
		nops_fill(style, bytes + used, work->room - used);
	if (target && stock_rel32(bytes, OPCODE_CALL, work->site->addr, target))
		return;
	move_nops(work->stock->mover, style, bytes, work->site->len);
	bytes_add(&work->list, target ? FORM_DIRECT : FORM_NONE, bytes, format, name);
}

static void add_missing(struct work *work, enum nop_style style)
{
	int i;

	for (i = 0; missing[i]; i++) {
		u64 target = binary_address(work->binary, missing[i]);

		if (target && stock_code(work->binary, target))
			add_call(work, style, target, "direct call of %s, the slot is empty",
				 missing[i]);
	}
}

static void add_direct(struct work *work, enum nop_style style)
{
	const char *name;
	u64 target;

	if (binary_read(work->binary, work->slot, &target, sizeof(target)))
		return;
	if (!target) {
		add_missing(work, style);
		return;
	}
	name = stock_code(work->binary, target);
	if (!name)
		return;
	if (stock_is(work->binary, target, nothing)) {
		add_call(work, style, 0, "nothing, as %s", name);
		return;
	}
	add_call(work, style, target, "direct call of %s", name);
}

static enum site_form replacement_form(const u8 *code, unsigned int len)
{
	if (nops_only(code, len))
		return FORM_NONE;
	return len == 5 && code[0] == OPCODE_CALL ? FORM_DIRECT : FORM_INLINE;
}

static void add_replacement(struct work *work, enum nop_style style, u32 number)
{
	const struct alternative *record = &work->records[number];
	struct move move = { record->code, record->code_len, work->site->addr };
	u8 bytes[SITE_BYTES];

	memset(bytes, OPCODE_NOP, sizeof(bytes));
	if (record->code_len > work->site->len ||
	    (record->code_len && stock_original(work->binary, record->code, bytes,
						record->code_len)))
		return;
	if (move_code(work->stock->mover, &move, bytes, work->site->len))
		return;
	move_nops(work->stock->mover, style, bytes, work->site->len);
	bytes_add(&work->list, replacement_form(bytes, record->code_len), bytes,
		    "replacement %u (%s feature %u*32+%u)", number + 1,
		    record->without ? "without" : "with",
		    record->feature / 32, record->feature % 32);
}

static void add_booted(struct work *work, enum nop_style style)
{
	bool direct = work->site->table->format == FORMAT_PARAVIRT;
	u32 i;

	for (i = 0; i < work->count && work->list.count < work->list.max; i++) {
		if (work->records[i].direct)
			direct = true;
		else
			add_replacement(work, style, i);
	}
	if (direct)
		add_direct(work, style);
}

int stock_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	const struct stock *stock = site->table->ctx;
	bool flags = stock->alternatives.record_size == 14;
	struct work work = {
		.list = { .to = to, .max = max, .len = site->len },
		.site = site,
		.binary = site->table->binary,
		.stock = stock,
		.slot = stock->slot[site->op],
	};

	work.records = alternatives_at(&stock->alternatives, site->addr, &work.count);
	find_call(&work);
	add_indirect(&work, flags ? NOPS_11_JUMP : NOPS_8);
	if (work.binary->state == BINARY_BUILT)
		return work.list.count;
	add_booted(&work, flags ? NOPS_11_JUMP : NOPS_8);
	if (flags) {
		add_indirect(&work, NOPS_8_JUMP);
		add_booted(&work, NOPS_8_JUMP);
	}
	return work.list.count;
}
