// SPDX-License-Identifier: GPL-2.0-only
/*
 * Binaries: making them, and their memory by address.
 *
 * A binary starts with memory that is the bytes of its sections; a reader of something
 * that runs puts its own in place of it.  Sections are found through an index by
 * address, which is made when it is first needed after a change.  Sections should not
 * overlap; if they do, the one that begins last is the one that counts.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "binary.h"

/* How many sections that begin before an address are tried for it. */
#define OVERLAP_MAX	16

/**
 * struct indexed - what binary_new() really makes
 * @binary:  first, so that both have the same address
 * @by_addr: indices of sections with memory, by ascending address
 * @count:   of these
 * @valid:   is the index that of the sections as they are now?
 */
struct indexed {
	struct binary binary;
	u32 *by_addr;
	size_t count;
	bool valid;
};

static int read_sections(void *ctx, u64 addr, void *to, size_t len);

struct binary *binary_new(const char *name)
{
	struct indexed *indexed = xcalloc(1, sizeof(*indexed));
	struct binary *binary = &indexed->binary;

	binary->name = xstrdup(name);
	binary->symbol_source = "";
	binary->memory.read = read_sections;
	binary->memory.ctx = binary;
	return binary;
}

void binary_free(struct binary *binary)
{
	size_t i;

	if (!binary)
		return;
	if (binary->memory.close)
		binary->memory.close(binary->memory.ctx);
	for (i = 0; i < binary->nstorage; i++)
		free(binary->storage[i]);
	free(binary->storage);
	free(binary->sections);
	free(binary->symbols);
	free(binary->by_name);
	free(binary->name);
	free(((struct indexed *)binary)->by_addr);
	free(binary);
}

void *binary_keep(struct binary *binary, void *memory)
{
	binary->storage = xgrow_array(binary->storage, binary->nstorage,
				      sizeof(*binary->storage));
	binary->storage[binary->nstorage++] = memory;
	return memory;
}

void binary_add_section(struct binary *binary, const struct binary_section *section)
{
	binary->sections = xgrow_array(binary->sections, binary->nsections,
				       sizeof(*binary->sections));
	binary->sections[binary->nsections++] = *section;
	((struct indexed *)binary)->valid = false;
}

/* Only the kernel's half of the addresses moves: per-CPU addresses begin at 0. */
static bool moves(u64 addr)
{
	return addr >> 63;
}

static bool in_order(const struct binary *binary)
{
	size_t i;

	for (i = 1; i < binary->nsymbols; i++)
		if (binary->symbols[i].addr < binary->symbols[i - 1].addr)
			return false;
	return true;
}

void binary_slide(struct binary *binary, u64 slide)
{
	size_t i;

	for (i = 0; i < binary->nsections; i++)
		if (moves(binary->sections[i].addr))
			binary->sections[i].addr += slide;
	for (i = 0; i < binary->nsymbols; i++)
		if (moves(binary->symbols[i].addr))
			binary->symbols[i].addr += slide;
	binary->slide += slide;
	((struct indexed *)binary)->valid = false;
	/* A slide that makes addresses wrap around does not keep their order. */
	if (binary->by_name && !in_order(binary))
		binary_ready(binary);
}

static int compare_sections(const void *a, const void *b, void *ctx)
{
	const struct binary_section *sections = ctx;
	u32 i = *(const u32 *)a, j = *(const u32 *)b;

	if (sections[i].addr != sections[j].addr)
		return sections[i].addr < sections[j].addr ? -1 : 1;
	return i < j ? -1 : i > j;
}

static void make_index(struct indexed *indexed)
{
	const struct binary *binary = &indexed->binary;
	size_t i;

	free(indexed->by_addr);
	indexed->by_addr = xrealloc_array(NULL, binary->nsections, sizeof(u32));
	indexed->count = 0;
	for (i = 0; i < binary->nsections; i++)
		if (binary->sections[i].alloc && binary->sections[i].size)
			indexed->by_addr[indexed->count++] = i;
	qsort_r(indexed->by_addr, indexed->count, sizeof(u32),
		compare_sections, binary->sections);
	indexed->valid = true;
}

/* The number of sections that begin at or before @addr. */
static size_t sections_until(const struct indexed *indexed, u64 addr)
{
	size_t low = 0, high = indexed->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		u32 i = indexed->by_addr[middle];

		if (indexed->binary.sections[i].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct binary_section *binary_section_at(const struct binary *binary, u64 addr)
{
	/* The index is no part of what a caller may rely on to be const. */
	struct indexed *indexed = (struct indexed *)binary;
	size_t i, tries;

	if (!indexed->valid)
		make_index(indexed);
	i = sections_until(indexed, addr);
	for (tries = 0; i && tries < OVERLAP_MAX; tries++) {
		const struct binary_section *section =
			&binary->sections[indexed->by_addr[--i]];

		if (addr - section->addr < section->size)
			return section;
	}
	return NULL;
}

const struct binary_section *binary_section(const struct binary *binary, const char *name)
{
	size_t i;

	for (i = 0; i < binary->nsections; i++)
		if (!strcmp(binary->sections[i].name, name))
			return &binary->sections[i];
	return NULL;
}

bool binary_executable(const struct binary *binary, u64 addr, size_t len)
{
	const struct binary_section *section = binary_section_at(binary, addr);

	return section && section->exec &&
	       len <= section->size - (addr - section->addr);
}

/* A range may go on in the next section if that begins where this one ends. */
static int read_sections(void *ctx, u64 addr, void *to, size_t len)
{
	const struct binary *binary = ctx;
	u8 *next = to;

	while (len) {
		const struct binary_section *section = binary_section_at(binary, addr);
		u64 offset, part;

		if (!section)
			return -1;
		offset = addr - section->addr;
		part = section->size - offset;
		if (part > len)
			part = len;
		if (section->data)
			memcpy(next, section->data + offset, part);
		else
			memset(next, 0, part);
		next += part;
		addr += part;
		len -= part;
	}
	return 0;
}

int binary_read(const struct binary *binary, u64 addr, void *to, size_t len)
{
	if (len && addr + (len - 1) < addr)
		return -1;
	return binary->memory.read(binary->memory.ctx, addr, to, len);
}

int binary_string(const struct binary *binary, u64 addr, char *to, size_t size)
{
	enum { PIECE = 64 };
	size_t used = 0, piece;

	while (used + 1 < size) {
		/* Up to a boundary, so that no piece needs two pages. */
		piece = PIECE - (addr + used) % PIECE;
		if (piece > size - 1 - used)
			piece = size - 1 - used;
		if (binary_read(binary, addr + used, to + used, piece)) {
			piece = 1;
			if (binary_read(binary, addr + used, to + used, piece)) {
				to[used] = '\0';
				return -1;
			}
		}
		if (memchr(to + used, '\0', piece))
			return 0;
		used += piece;
	}
	if (size)
		to[used] = '\0';
	return 0;
}
