// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call depth tracking (retbleed=stuff).  The kernel makes its calls enter a function
 * through the padding in front of it, into which it has copied what counts the call:
 * skl_call_thunk_template of arch/x86/kernel/callthunks.c (6.2 and later), which is
 * INCREMENT_CALL_DEPTH of arch/x86/include/asm/nospec-branch.h, sarq $5, %gs:address.
 * The address is absolute, or relative to %rip (6.7 and later), so that the copy has
 * another displacement.
 */
#include <stdio.h>
#include <string.h>

#include "../opcodes.h"
#include "stock.h"

#define COUNT_MAX	10
#define SHIFT		5

static const u8 absolute[] = { 0x65, 0x48, 0xc1, 0x3c, 0x25 };
static const u8 relative[] = { 0x65, 0x48, 0xc1, 0x3d };

/**
 * struct counting - the instruction that counts
 * @at:      where the kernel's own copy of it is
 * @len:     its length, 9 or 10; 0: there is none that is known
 * @operand: where its displacement is
 * @code:    its bytes
 */
struct counting {
	u64 at;
	unsigned int len, operand;
	u8 code[COUNT_MAX];
};

/* KASLR moves a displacement to per-CPU data that does not move, and no other. */
static bool as_in_file(const struct binary *binary, const struct counting *c)
{
	u8 file[COUNT_MAX];
	u32 before, after;

	if (stock_original(binary, c->at, file, c->len))
		return true;
	memcpy(&before, file + c->operand, sizeof(before));
	memcpy(&after, c->code + c->operand, sizeof(after));
	return before == after ||
	       (c->len == 9 && before - (u32)binary->slide == after);
}

static void find_counting(const struct binary *binary, struct counting *c)
{
	u64 end = binary_address(binary, "skl_call_thunk_tail"), len;
	const u8 *head = absolute;
	size_t size = sizeof(absolute);

	c->at = binary_address(binary, "skl_call_thunk_template");
	c->len = 0;
	len = end - c->at;
	if (!c->at || (len != 9 && len != 10) || binary_read(binary, c->at, c->code, len))
		return;
	if (len == 9) {
		head = relative;
		size = sizeof(relative);
	}
	if (memcmp(c->code, head, size) || c->code[len - 1] != SHIFT)
		return;
	c->operand = size;
	c->len = len;
	if (!as_in_file(binary, c))
		c->len = 0;
}

u64 stock_thunk(const struct binary *binary, u64 addr)
{
	struct counting c;
	u8 pad[COUNT_MAX];
	u32 field;

	find_counting(binary, &c);
	if (!c.len || binary_read(binary, addr - c.len, pad, c.len))
		return 0;
	if (c.len == 9) {
		memcpy(&field, c.code + c.operand, sizeof(field));
		field += (u32)(c.at - (addr - c.len));
		memcpy(c.code + c.operand, &field, sizeof(field));
	}
	return memcmp(pad, c.code, c.len) ? 0 : addr - c.len;
}

bool counted(const struct binary *binary)
{
	u64 addr = binary_address(binary, "thunks_initialized");
	u8 on = 0;

	return binary->state == BINARY_BOOTED && addr && !binary_read(binary, addr, &on, 1) && on;
}

int counted_bytes(const struct site *site, struct legal_bytes *to, int count, int max)
{
	const struct binary *binary = site->table->binary;
	unsigned int at = site_call_at(site);
	int i, all = count;
	u64 target, entry;
	s32 field;

	for (i = 0; i < count && all < max; i++) {
		if (site->len < BRANCH_LEN || to[i].bytes[at] != OPCODE_CALL)
			continue;
		memcpy(&field, to[i].bytes + at + 1, sizeof(field));
		target = site->addr + at + BRANCH_LEN + (u64)(s64)field;
		entry = stock_thunk(binary, target);
		if (!entry)
			continue;
		to[all] = to[i];
		field -= target - entry;
		memcpy(to[all].bytes + at + 1, &field, sizeof(field));
		snprintf(to[all].label, sizeof(to[all].label), "%.80s, counted", to[i].label);
		all++;
	}
	return all;
}
