// SPDX-License-Identifier: GPL-2.0-only
/*
 * What may be at a static call: in the file a branch to its trampoline; after boot a
 * branch to the function that the key holds, or what stands for one that is missing or
 * only returns 0.  Facts: arch/x86/kernel/static_call.c of Linux 6.12; before 6.1 it
 * cleared %rax with data16 data16 xor.
 */
#include <string.h>

#include "../opcodes.h"
#include "static_calls.h"
#include "stock.h"

static const char *const return0[] = { "__static_call_return0", NULL };

/**
 * struct work - the legal bytes of one site, while they are collected
 * @condition: second byte of a conditional jump; 0: it is none
 */
struct work {
	struct bytes_list list;
	const struct site *site;
	const struct binary *binary;
	u8 condition;
};

static void add_branch(struct work *work, enum site_form form, u64 target,
		       const char *format, const char *name)
{
	u8 bytes[SITE_BYTES] = { 0x0f };
	bool conditional = work->condition;
	u8 opcode = conditional ? work->condition : work->site->variant ? OPCODE_JMP : OPCODE_CALL;

	if (!stock_rel32(bytes + conditional, opcode, work->site->addr + conditional,
			 target))
		bytes_add(&work->list, form, bytes, format, name);
}

static void add_bytes(struct work *work, enum site_form form, const char *five,
		      const char *label)
{
	u8 bytes[SITE_BYTES] = { 0 };

	memcpy(bytes, five, 5);
	bytes_add(&work->list, form, bytes, "%s", label);
}

/* A missing function is a return: through the thunk that the kernel uses for these. */
static void add_return(struct work *work)
{
	const struct binary *binary = work->binary;
	u64 chosen = binary_address(binary, "x86_return_thunk"), thunk = 0;
	u64 plain = binary_address(binary, "__static_call_return");

	if (chosen)
		binary_read(binary, chosen, &thunk, sizeof(thunk));
	if (!thunk || !stock_code(binary, thunk))
		thunk = binary_address(binary, "__x86_return_thunk");
	if (thunk)
		add_branch(work, FORM_NONE, thunk, "nothing: %s", "a return thunk");
	if (!work->condition)
		add_bytes(work, FORM_NONE, "\xc3\xcc\xcc\xcc\xcc", "nothing: a return");
	else if (plain)
		add_branch(work, FORM_NONE, plain, "nothing: %s", "a return");
}

static void add_missing(struct work *work)
{
	if (work->site->variant)
		add_return(work);
	else
		add_bytes(work, FORM_NONE, "\x0f\x1f\x44\x00\x00", "nothing");
}

static void add_function(struct work *work, u64 function)
{
	bool tail = work->site->variant;
	const char *name = stock_code(work->binary, function);

	if (!name)
		return;
	if (!tail && stock_is(work->binary, function, return0)) {
		add_bytes(work, FORM_INLINE, "\x2e\x2e\x2e\x31\xc0", "return 0");
		add_bytes(work, FORM_INLINE, "\x66\x66\x48\x31\xc0", "return 0");
		return;
	}
	add_branch(work, FORM_DIRECT, function, "direct call of %s", name);
}

int static_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	const struct static_keys *keys = site->table->ctx;
	const struct static_key *key = &keys->key[site->op];
	struct work work = {
		.list = { .to = to, .max = max, .len = site->len },
		.site = site,
		.binary = site->table->binary,
	};
	u8 bytes[2] = { 0 };
	u64 function;

	if (site->len == 6) {
		if (stock_original(work.binary, site->addr, bytes, sizeof(bytes)) &&
		    binary_read(work.binary, site->addr, bytes, sizeof(bytes)))
			return -1;
		work.condition = bytes[1];
	}
	add_branch(&work, FORM_INDIRECT, key->trampoline, "%s", "indirect");
	if (work.binary->state == BINARY_BUILT ||
	    binary_read(work.binary, key->addr, &function, sizeof(function)))
		return work.list.count;
	if (function)
		add_function(&work, function);
	else
		add_missing(&work);
	return work.list.count;
}
