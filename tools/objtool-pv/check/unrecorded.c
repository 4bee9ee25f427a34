// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of a thunk of ours that no record names: they will never be patched, and a
 * record that was damaged leaves one behind.  A jump to one, which is a call at the end
 * of a function, can have no record at all.  Nor can a call or a jump through an entry of
 * the table itself, which only a trampoline may do.  All code is searched for bytes that would
 * be one of these; what is found counts if an instruction begins there.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../decode.h"
#include "../opcodes.h"
#include "../sites/pvops.h"
#include "rules.h"

#define INDIRECT_LEN	7	/* of the longest: ff 14 25 disp32 */
#define TABLE_BYTES	(8 * PVOPS_NR)
#define PAGE		4096
#define CHUNK		(16 * PAGE)
/* Sections of a hostile file may all have the same bytes, or claim any number of them. */
#define SEARCH_MAX	(1ull << 30)

/*
 * A search: addresses of all thunks, in ascending order; how many bytes more are looked
 * at; and where in which function the last candidate was found to be, so that a function
 * which is full of them is decoded once.  @table is where the table of operations is.
 */
struct targets {
	const struct pvops_kernel *kernel;
	u64 table;
	u64 *addr;
	size_t count;
	u64 left;
	u64 start, end, at;
	unsigned int unknown;
	u64 unreadable;
};

static int ascending(const void *a, const void *b)
{
	const u64 *one = a, *other = b;

	return *one < *other ? -1 : *one > *other;
}

static void find_targets(struct targets *targets, const struct pvops_kernel *kernel)
{
	u32 row;

	targets->kernel = kernel;
	targets->count = kernel->binding.thunk_rows.count;
	targets->addr = xcalloc(targets->count + 1, sizeof(*targets->addr));
	for (row = 0; row < targets->count; row++)
		targets->addr[row] = pvops_thunk_target(&kernel->binding, row);
	qsort(targets->addr, targets->count, sizeof(*targets->addr), ascending);
}

static bool is_target(const struct targets *targets, u64 addr)
{
	if (!targets->count || addr < targets->addr[0] ||
	    addr > targets->addr[targets->count - 1])
		return false;
	return bsearch(&addr, targets->addr, targets->count, sizeof(addr), ascending);
}

/* Other rules judge a site of ours that begins with its call, but is longer. */
static bool recorded(const struct checking *c, u64 addr)
{
	size_t i = sites_until(c->sites, c->nsites, addr);
	const struct site *site = i ? c->sites[i - 1] : NULL;

	return site && (addr == site->addr || addr == site->addr + site_call_at(site));
}

/* The instruction after the one at @at, which is in the function that ends at @end. */
static u64 after(struct checking *c, u64 at, u64 end)
{
	struct insn insn;
	u8 bytes[16];
	size_t size = end - at < sizeof(bytes) ? end - at : sizeof(bytes);

	if (c->decoding < size || binary_read(c->subject->binary, at, bytes, size) ||
	    decode(bytes, size, at, &insn))
		return 0;
	c->decoding -= insn.len;
	return at + insn.len;
}

/* Does an instruction begin at @addr?  Where it cannot be told, @targets->at is 0. */
static bool begins_instruction(struct checking *c, struct targets *targets, u64 addr)
{
	u64 start, end;

	if (!binary_function(c->subject->binary, addr, &start, &end)) {
		targets->start = targets->end = targets->at = 0;
		return false;
	}
	if (start != targets->start || end != targets->end || targets->at > addr)
		targets->at = start;
	targets->start = start;
	targets->end = end;
	while (targets->at && targets->at < addr && addr < end)
		targets->at = after(c, targets->at, end);
	return targets->at == addr;
}

static bool counts(struct checking *c, struct targets *targets, u64 addr)
{
	if (recorded(c, addr))
		return false;
	if (begins_instruction(c, targets, addr))
		return true;
	targets->unknown += !targets->at;
	return false;
}

static void candidate(struct checking *c, struct targets *targets, u8 opcode, u64 addr,
		      u64 target)
{
	const struct binary_symbol *thunk = binary_symbol_at(c->subject->binary, target);

	if (counts(c, targets, addr))
		finding(c, RULE_UNRECORDED, addr, NULL, "%s %.96s, and no record says so",
			opcode == OPCODE_CALL ? "calls" : "jumps to",
			thunk ? thunk->name : "a thunk");
}

/*
 * The entry that a call or jump through memory goes through: relative to %rip, or at an
 * address that something in registers may be added to.
 */
static bool find_entry(const struct targets *targets, u64 addr, const u8 *bytes,
		       size_t size, unsigned int *op)
{
	unsigned int mod = bytes[1] >> 6, rm = bytes[1] & 7, at = 2;
	s32 displacement;
	u64 entry;

	if (mod == 1 || mod == 3)
		return false;
	at += rm == 4;		/* a SIB byte; without a base it has a displacement, too */
	if (size < at + sizeof(displacement) ||
	    (!mod && rm != 5 && !(rm == 4 && (bytes[2] & 7) == 5)))
		return false;
	memcpy(&displacement, bytes + at, sizeof(displacement));
	entry = (u64)(s64)displacement;
	if (!mod && rm == 5)
		entry += addr + at + sizeof(displacement);
	*op = (entry - targets->table) / 8;
	return targets->table && entry - targets->table < TABLE_BYTES;
}

/* A trampoline, which goes through its own entry; more is looked at with its record. */
static bool is_trampoline(const struct checking *c, u64 addr, unsigned int op)
{
	char name[96];

	pvops_thunk_name(op, PVOPS_V_CALL, 0, name);
	return binary_address(c->subject->binary, name) == addr;
}

static void through_memory(struct checking *c, struct targets *targets, u64 addr,
			   const u8 *bytes, size_t size)
{
	unsigned int reg = size < 2 ? 0 : bytes[1] >> 3 & 7, op;

	if ((reg != 2 && reg != 4) || !find_entry(targets, addr, bytes, size, &op) ||
	    is_target(targets, addr) || is_trampoline(c, addr, op) ||
	    !counts(c, targets, addr))
		return;
	finding(c, RULE_UNRECORDED, addr, NULL, "%s through the table's entry for %.64s, and no "
		"record says so", reg == 2 ? "calls" : "jumps", pvops_op_label(op));
}

/* What begins in the first @fresh of @size bytes. */
static void search(struct checking *c, struct targets *targets, u64 addr,
		   const u8 *bytes, size_t fresh, size_t size)
{
	s32 displacement;
	u64 from, target;
	size_t i;

	for (i = 0; i < fresh; i++) {
		from = addr + i;
		if (bytes[i] == OPCODE_GROUP_5)
			through_memory(c, targets, from, bytes + i, size - i);
		if ((bytes[i] != OPCODE_CALL && bytes[i] != OPCODE_JMP) || size - i < BRANCH_LEN)
			continue;
		memcpy(&displacement, bytes + i + 1, sizeof(displacement));
		target = from + BRANCH_LEN + (s64)displacement;
		if (is_target(targets, target))
			candidate(c, targets, bytes[i], from, target);
	}
}

/* Page by page, where not all of them are there; a call may go on in the next one. */
static void search_pages(struct checking *c, struct targets *targets, u64 addr, u8 *bytes,
			 size_t fresh, size_t size)
{
	const struct binary *binary = c->subject->binary;
	size_t done, part, more;

	for (done = 0; done < fresh; done += part) {
		part = PAGE - (addr + done) % PAGE;
		if (part > fresh - done)
			part = fresh - done;
		more = size - done - part < INDIRECT_LEN - 1 ? size - done - part :
		       INDIRECT_LEN - 1;
		if (!binary_read(binary, addr + done, bytes, part + more))
			search(c, targets, addr + done, bytes, part, part + more);
		else if (!binary_read(binary, addr + done, bytes, part))
			search(c, targets, addr + done, bytes, part, part);
		else
			targets->unreadable += part;
	}
}

/* In chunks, each with the first bytes of the next: a call may lie across their border. */
static void search_range(struct checking *c, struct targets *targets, u64 start,
			 u64 size)
{
	u8 *chunk;
	u64 done;

	if (size > targets->left) {
		findings_unchecked(c->findings, "calls that no record names, in %llu bytes of "
				   "code at %#llx", (unsigned long long)size,
				   (unsigned long long)start);
		return;
	}
	targets->left -= size;
	chunk = xmalloc(CHUNK + INDIRECT_LEN);
	for (done = 0; done < size; done += CHUNK) {
		size_t part = size - done < CHUNK ? size - done : CHUNK;
		size_t more = size - done - part < INDIRECT_LEN ? size - done - part :
			      INDIRECT_LEN;

		if (!binary_read(c->subject->binary, start + done, chunk, part + more))
			search(c, targets, start + done, chunk, part, part + more);
		else
			search_pages(c, targets, start + done, chunk, part, part + more);
	}
	free(chunk);
}

static void search_binary(struct checking *c, struct targets *targets)
{
	const struct binary *binary = c->subject->binary;
	bool booted = binary->state == BINARY_BOOTED;
	u64 init = binary_address(binary, "__init_begin");
	size_t i;

	for (i = 0; i < binary->nsections; i++) {
		const struct binary_section *section = &binary->sections[i];

		if (section->alloc && section->exec &&
		    !(booted && init && section->addr >= init))
			search_range(c, targets, section->addr, section->size);
	}
}

void check_unrecorded(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	struct targets targets = { .left = SEARCH_MAX };
	size_t i;

	for (i = 0; i < tables->ntables; i++) {
		const struct pvops_kernel *kernel = pvops_of(tables->table[i]);

		if (!kernel)
			continue;
		if (!targets.kernel) {
			find_targets(&targets, kernel);
			targets.table = binary_address(c->subject->binary, "pvops_table");
			search_binary(c, &targets);
		}
		if (tables->table[i]->text_size)
			search_range(c, &targets, tables->table[i]->text,
				     tables->table[i]->text_size);
	}
	if (targets.unknown)
		findings_unchecked(c->findings, "whether %u calls that no record names are in "
				   "code: it could not be decoded", targets.unknown);
	if (targets.unreadable)
		findings_unchecked(c->findings, "calls that no record names, in %llu bytes of "
				   "code that are not there",
				   (unsigned long long)targets.unreadable);
	free(targets.addr);
}
