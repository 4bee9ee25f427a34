// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of a thunk of ours that no record names: nobody will ever patch them, and a
 * record that was damaged leaves one behind.  All code is searched for bytes that would
 * be such a call; what is found counts if an instruction begins there.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../decode.h"
#include "../sites/pvops.h"
#include "rules.h"

#define CALL_REL32	0xe8
#define CALL_LEN	5
#define CHUNK		(1u << 16)

/* Addresses of all thunks, in ascending order, and what they are for. */
struct targets {
	const struct pvops_kernel *kernel;
	u64 *addr;
	size_t count;
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

static bool recorded(const struct checking *c, u64 addr)
{
	size_t i = site_index(c, addr);

	return i < c->nsites && c->sites[i]->addr == addr;
}

/* Does an instruction begin at @addr?  Code that cannot be decoded has none. */
static bool begins_instruction(const struct image *image, u64 addr)
{
	u64 start, end, at;
	struct insn insn;
	u8 bytes[16];

	if (!image_function(image, addr, &start, &end))
		return false;
	for (at = start; at < addr; at += insn.len) {
		size_t size = end - at < sizeof(bytes) ? end - at : sizeof(bytes);

		if (image_read(image, at, bytes, size) ||
		    decode(bytes, size, at, &insn))
			return false;
	}
	return at == addr;
}

static void candidate(struct checking *c, u64 addr, u64 target)
{
	const struct image *image = c->subject->image;
	const struct image_symbol *thunk = image_symbol_at(image, target);

	if (recorded(c, addr) || !begins_instruction(image, addr))
		return;
	finding(c, RULE_UNRECORDED, addr, NULL, "calls %.96s, and no record says so",
		thunk ? thunk->name : "a thunk");
}

static void search(struct checking *c, const struct targets *targets, u64 addr,
		   const u8 *bytes, size_t size)
{
	const u8 *at = bytes, *end = bytes + size;
	s32 displacement;
	u64 from, target;

	while (end - at >= CALL_LEN &&
	       (at = memchr(at, CALL_REL32, end - at - CALL_LEN + 1))) {
		memcpy(&displacement, at + 1, sizeof(displacement));
		from = addr + (at - bytes);
		target = from + CALL_LEN + (s64)displacement;
		if (is_target(targets, target))
			candidate(c, from, target);
		at++;
	}
}

/* In chunks that share the bytes of a call which would lie across their border. */
static void search_range(struct checking *c, const struct targets *targets, u64 start,
			 u64 size)
{
	u8 *chunk = xmalloc(CHUNK);
	u64 done;

	for (done = 0; done < size; done += CHUNK - CALL_LEN + 1) {
		size_t part = size - done < CHUNK ? size - done : CHUNK;

		if (!image_read(c->subject->image, start + done, chunk, part))
			search(c, targets, start + done, chunk, part);
	}
	free(chunk);
}

static void search_image(struct checking *c, const struct targets *targets)
{
	const struct image *image = c->subject->image;
	bool booted = image->state == IMAGE_BOOTED;
	u64 init = image_address(image, "__init_begin");
	size_t i;

	for (i = 0; i < image->nsections; i++) {
		const struct image_section *section = &image->sections[i];

		if (section->alloc && section->exec &&
		    !(booted && init && section->addr >= init))
			search_range(c, targets, section->addr, section->size);
	}
}

void check_unrecorded(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	struct targets targets = { 0 };
	size_t i;

	for (i = 0; i < tables->ntables; i++) {
		const struct pvops_kernel *kernel = pvops_of(tables->table[i]);

		if (!kernel)
			continue;
		if (!targets.kernel) {
			find_targets(&targets, kernel);
			search_image(c, &targets);
		}
		if (tables->table[i]->text_size)
			search_range(c, &targets, tables->table[i]->text,
				     tables->table[i]->text_size);
	}
	free(targets.addr);
}
