// SPDX-License-Identifier: GPL-2.0-only
/*
 * Images: making them, and their memory by address.
 *
 * An image starts with memory that is the bytes of its sections; a reader of something
 * that runs puts its own in place of it.  Sections are found through an index by
 * address, which is made when it is first needed after a change.  Sections should not
 * overlap; if they do, the one that begins last is the one that counts.
 */
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "image.h"

/* How many sections that begin before an address are tried for it. */
#define OVERLAP_MAX	16

/**
 * struct indexed - what image_new() really makes
 * @image:   first, so that both have the same address
 * @by_addr: indices of sections with memory, by ascending address
 * @count:   of these
 * @valid:   is the index that of the sections as they are now?
 */
struct indexed {
	struct image image;
	u32 *by_addr;
	size_t count;
	bool valid;
};

static int read_sections(void *ctx, u64 addr, void *to, size_t len);

struct image *image_new(const char *name)
{
	struct indexed *indexed = xcalloc(1, sizeof(*indexed));
	struct image *image = &indexed->image;

	image->name = xstrdup(name);
	image->symbol_source = "";
	image->memory.read = read_sections;
	image->memory.ctx = image;
	return image;
}

void image_free(struct image *image)
{
	size_t i;

	if (!image)
		return;
	if (image->memory.close)
		image->memory.close(image->memory.ctx);
	for (i = 0; i < image->nstorage; i++)
		free(image->storage[i]);
	free(image->storage);
	free(image->sections);
	free(image->symbols);
	free(image->by_name);
	free(image->name);
	free(((struct indexed *)image)->by_addr);
	free(image);
}

void *image_keep(struct image *image, void *memory)
{
	image->storage = xgrow_array(image->storage, image->nstorage,
				     sizeof(*image->storage));
	image->storage[image->nstorage++] = memory;
	return memory;
}

void image_add_section(struct image *image, const struct image_section *section)
{
	image->sections = xgrow_array(image->sections, image->nsections,
				      sizeof(*image->sections));
	image->sections[image->nsections++] = *section;
	((struct indexed *)image)->valid = false;
}

/* Only the kernel's half of the addresses moves: per-CPU addresses begin at 0. */
static bool moves(u64 addr)
{
	return addr >> 63;
}

static bool in_order(const struct image *image)
{
	size_t i;

	for (i = 1; i < image->nsymbols; i++)
		if (image->symbols[i].addr < image->symbols[i - 1].addr)
			return false;
	return true;
}

void image_slide(struct image *image, u64 slide)
{
	size_t i;

	for (i = 0; i < image->nsections; i++)
		if (moves(image->sections[i].addr))
			image->sections[i].addr += slide;
	for (i = 0; i < image->nsymbols; i++)
		if (moves(image->symbols[i].addr))
			image->symbols[i].addr += slide;
	image->slide += slide;
	((struct indexed *)image)->valid = false;
	/* A slide that makes addresses wrap around does not keep their order. */
	if (image->by_name && !in_order(image))
		image_ready(image);
}

static int compare_sections(const void *a, const void *b, void *ctx)
{
	const struct image_section *sections = ctx;
	u32 i = *(const u32 *)a, j = *(const u32 *)b;

	if (sections[i].addr != sections[j].addr)
		return sections[i].addr < sections[j].addr ? -1 : 1;
	return i < j ? -1 : i > j;
}

static void make_index(struct indexed *indexed)
{
	const struct image *image = &indexed->image;
	size_t i;

	free(indexed->by_addr);
	indexed->by_addr = xrealloc_array(NULL, image->nsections, sizeof(u32));
	indexed->count = 0;
	for (i = 0; i < image->nsections; i++)
		if (image->sections[i].alloc && image->sections[i].size)
			indexed->by_addr[indexed->count++] = i;
	qsort_r(indexed->by_addr, indexed->count, sizeof(u32),
		compare_sections, image->sections);
	indexed->valid = true;
}

/* The number of sections that begin at or before @addr. */
static size_t sections_until(const struct indexed *indexed, u64 addr)
{
	size_t low = 0, high = indexed->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		u32 i = indexed->by_addr[middle];

		if (indexed->image.sections[i].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct image_section *image_section_at(const struct image *image, u64 addr)
{
	/* The index is no part of what a caller may rely on to be const. */
	struct indexed *indexed = (struct indexed *)image;
	size_t i, tries;

	if (!indexed->valid)
		make_index(indexed);
	i = sections_until(indexed, addr);
	for (tries = 0; i && tries < OVERLAP_MAX; tries++) {
		const struct image_section *section =
			&image->sections[indexed->by_addr[--i]];

		if (addr - section->addr < section->size)
			return section;
	}
	return NULL;
}

const struct image_section *image_section(const struct image *image, const char *name)
{
	size_t i;

	for (i = 0; i < image->nsections; i++)
		if (!strcmp(image->sections[i].name, name))
			return &image->sections[i];
	return NULL;
}

bool image_executable(const struct image *image, u64 addr, size_t len)
{
	const struct image_section *section = image_section_at(image, addr);

	return section && section->exec &&
	       len <= section->size - (addr - section->addr);
}

/* A range may go on in the next section if that begins where this one ends. */
static int read_sections(void *ctx, u64 addr, void *to, size_t len)
{
	const struct image *image = ctx;
	u8 *next = to;

	while (len) {
		const struct image_section *section = image_section_at(image, addr);
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

int image_read(const struct image *image, u64 addr, void *to, size_t len)
{
	if (len && addr + (len - 1) < addr)
		return -1;
	return image->memory.read(image->memory.ctx, addr, to, len);
}

int image_string(const struct image *image, u64 addr, char *to, size_t size)
{
	enum { PIECE = 64 };
	size_t used = 0, piece;

	while (used + 1 < size) {
		/* Up to a boundary, so that no piece needs two pages. */
		piece = PIECE - (addr + used) % PIECE;
		if (piece > size - 1 - used)
			piece = size - 1 - used;
		if (image_read(image, addr + used, to + used, piece)) {
			piece = 1;
			if (image_read(image, addr + used, to + used, piece)) {
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
