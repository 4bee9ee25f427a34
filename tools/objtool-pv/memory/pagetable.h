/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walking x86-64 page tables in a dump (SDM Vol. 3A, 4.5).
 */
#ifndef OBJTOOL_PV_PAGETABLE_H
#define OBJTOOL_PV_PAGETABLE_H

#include "space.h"

#define PAGETABLE_CACHE	256

/* Of an entry: it is one, and where it leads to. */
#define PAGETABLE_PRESENT	(1ull << 0)
#define PAGETABLE_ADDRESS	0x000ffffffffff000ull

/**
 * struct pagetable_page - where a virtual page is
 * @page:     its virtual address; 1, which no page has, in a slot that is empty
 * @frame:    its address in the space of frames
 * @writable: do all levels allow writes?
 */
struct pagetable_page {
	u64 page, frame;
	bool writable;
};

/**
 * struct pagetable - a page table
 * @top:    the space that @root is an address in
 * @frames: the space that entries hold addresses of; for a PV guest of Xen another one
 * @root:   address of the page of the topmost level
 * @levels: 4 or 5
 * @mask:   bits of an entry that may be an address
 * @cache:  walks that were done before
 */
struct pagetable {
	struct space *top, *frames;
	u64 root;
	int levels;
	u64 mask;
	struct pagetable_page cache[PAGETABLE_CACHE];
};

/**
 * pagetable_init - begin with a page table
 * @sme_mask: bits of entries that are no address though they are where addresses are
 */
void pagetable_init(struct pagetable *table, struct space *top, struct space *frames,
		    u64 root, int levels, u64 sme_mask);

/**
 * pagetable_walk - where is the page with @addr, and may it be written to?
 *
 * Return: it, or NULL: it is not mapped, or its tables are not in the dump.
 */
const struct pagetable_page *pagetable_walk(struct pagetable *table, u64 addr);

/** pagetable_read - exactly @len bytes at @addr; 0, or -1: they are not all there */
int pagetable_read(struct pagetable *table, u64 addr, void *to, size_t len);

#endif
