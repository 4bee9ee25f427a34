// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading an address space through a small cache of pages: an audit asks for thousands
 * of pieces of five bytes, most of them next to each other.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "space.h"

#define CACHE_PAGES	256
/* So much at once is read only once; the cache would only cost a copy. */
#define LARGE		(8 * PAGE_BYTES)

/**
 * struct space_page - a page in the cache, in the slot that its address says
 * @addr:  its address
 * @valid: is it one?
 * @bytes: what is there
 */
struct space_page {
	u64 addr;
	bool valid;
	u8 bytes[PAGE_BYTES];
};

static int read_ranges(const struct space *space, u64 addr, u8 *to, size_t len)
{
	while (len) {
		const struct range *range = ranges_at(&space->ranges, addr);
		u64 inside, part;

		if (!range)
			return -1;
		inside = addr - range->start;
		part = range->size - inside;
		if (part > len)
			part = len;
		if (source_read(space->source, range->offset + inside, to, part))
			return -1;
		to += part;
		addr += part;
		len -= part;
	}
	return 0;
}

/* The whole page at @addr, or NULL: parts of it are not there. */
static const struct space_page *page_at(struct space *space, u64 addr)
{
	struct space_page *page;

	if (!space->cache)
		space->cache = xcalloc(CACHE_PAGES, sizeof(*space->cache));
	page = &space->cache[addr / PAGE_BYTES % CACHE_PAGES];
	if (page->valid && page->addr == addr)
		return page;
	page->addr = addr;
	page->valid = !read_ranges(space, addr, page->bytes, PAGE_BYTES);
	return page->valid ? page : NULL;
}

int space_read(struct space *space, u64 addr, void *to, size_t len)
{
	u8 *next = to;

	if (len && addr + (len - 1) < addr)
		return -1;
	if (len >= LARGE)
		return read_ranges(space, addr, to, len);
	while (len) {
		size_t inside = addr % PAGE_BYTES, part = PAGE_BYTES - inside;
		const struct space_page *page = page_at(space, addr - inside);

		if (part > len)
			part = len;
		if (page)
			memcpy(next, page->bytes + inside, part);
		else if (read_ranges(space, addr, next, part))
			return -1;
		next += part;
		addr += part;
		len -= part;
	}
	return 0;
}

void space_free(struct space *space)
{
	ranges_free(&space->ranges);
	free(space->cache);
	space->cache = NULL;
}
