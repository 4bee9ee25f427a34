/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An address space of which a file has pages: physical or virtual memory in a dump, the
 * memory behind /proc/kcore.
 */
#ifndef OBJTOOL_PV_SPACE_H
#define OBJTOOL_PV_SPACE_H

#include "ranges.h"
#include "source.h"

#define PAGE_BYTES	4096u

struct space_page;

/**
 * struct space - memory by address
 * @source: where the bytes are; not owned
 * @ranges: which addresses it has
 * @cache:  pages that were read before.  What was read once is not read again, so of a
 *          running kernel all callers see the same bytes
 */
struct space {
	const struct source *source;
	struct ranges ranges;
	struct space_page *cache;
};

/** space_read - exactly @len bytes at @addr; 0, or -1: they are not all there */
int space_read(struct space *space, u64 addr, void *to, size_t len);

/** space_free - and make it empty */
void space_free(struct space *space);

#endif
