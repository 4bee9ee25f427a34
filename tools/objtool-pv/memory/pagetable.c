// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table walks.  An entry is 8 bytes; each level takes 9 bits of the address, and
 * a large page ends the walk early.  Constants: SDM Vol. 3A, 4.5, tables 4-14 to 4-20.
 */
#include "pagetable.h"

#define ENTRY_WRITE	(1ull << 1)
#define ENTRY_LARGE	(1ull << 7)

#define PAGE_SHIFT	12
#define LEVEL_SHIFT	9
#define LEVEL_LARGE_MAX	3	/* pages of 1 GiB: PDPT entries */
#define NO_PAGE		1

void pagetable_init(struct pagetable *table, struct space *top, struct space *frames,
		    u64 root, int levels, u64 sme_mask)
{
	size_t i;

	table->top = top;
	table->frames = frames;
	table->root = root;
	table->levels = levels;
	table->mask = PAGETABLE_ADDRESS & ~sme_mask;
	for (i = 0; i < PAGETABLE_CACHE; i++)
		table->cache[i].page = NO_PAGE;
}

static int shift_of(int level)
{
	return PAGE_SHIFT + (level - 1) * LEVEL_SHIFT;
}

/* All bits above those that are translated equal the highest one that is. */
static bool canonical(const struct pagetable *table, u64 addr)
{
	s64 above = (s64)addr >> (shift_of(table->levels + 1) - 1);

	return above == 0 || above == -1;
}

/* The entry for @addr in the table at @at, which is one of @level. */
static int read_entry(struct pagetable *table, int level, u64 at, u64 addr, u64 *entry)
{
	struct space *space = level == table->levels ? table->top : table->frames;
	u64 index = (addr >> shift_of(level)) & ((1u << LEVEL_SHIFT) - 1);

	return space_read(space, at + 8 * index, entry, sizeof(*entry));
}

static int walk(struct pagetable *table, u64 addr, u64 *frame, bool *writable)
{
	u64 at = table->root;
	int level;

	*writable = true;
	for (level = table->levels; level >= 1; level--) {
		u64 entry, below = (1ull << shift_of(level)) - 1;

		if (read_entry(table, level, at, addr, &entry) ||
		    !(entry & PAGETABLE_PRESENT))
			return -1;
		*writable = *writable && entry & ENTRY_WRITE;
		at = entry & table->mask;
		/* In the lowest level this bit is another one (PAT). */
		if (level == 1 || (level <= LEVEL_LARGE_MAX && entry & ENTRY_LARGE)) {
			*frame = (at & ~below) | (addr & below);
			return 0;
		}
	}
	return -1;
}

const struct pagetable_page *pagetable_walk(struct pagetable *table, u64 addr)
{
	u64 page = addr & ~(u64)(PAGE_BYTES - 1);
	struct pagetable_page *slot =
		&table->cache[addr / PAGE_BYTES % PAGETABLE_CACHE];

	if (slot->page == page)
		return slot;
	if (!canonical(table, addr))
		return NULL;
	slot->page = NO_PAGE;
	if (walk(table, page, &slot->frame, &slot->writable))
		return NULL;
	slot->page = page;
	return slot;
}

int pagetable_read(struct pagetable *table, u64 addr, void *to, size_t len)
{
	u8 *next = to;

	if (len && addr + (len - 1) < addr)
		return -1;
	while (len) {
		size_t inside = addr % PAGE_BYTES, part = PAGE_BYTES - inside;
		const struct pagetable_page *page = pagetable_walk(table, addr);

		if (part > len)
			part = len;
		if (!page || space_read(table->frames, page->frame + inside, next, part))
			return -1;
		next += part;
		addr += part;
		len -= part;
	}
	return 0;
}
