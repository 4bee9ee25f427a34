/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which addresses are at which offsets of a file.
 */
#ifndef OBJTOOL_PV_RANGES_H
#define OBJTOOL_PV_RANGES_H

#include <asm/pvops/types.h>

/* What a map of a dump may cost: 192 MiB. */
#define RANGES_MAX	(1u << 23)

/**
 * struct range - addresses that follow each other in the file, too
 * @start:  first address
 * @size:   bytes, never 0; @start + @size may be 2^64
 * @offset: of the first byte in the file
 */
struct range {
	u64 start, size, offset;
};

/**
 * struct ranges - a map; zeroed memory is an empty one
 * @list:  by ascending address and not overlapping, after ranges_ready()
 * @count: of them
 */
struct ranges {
	struct range *list;
	size_t count;
};

/**
 * ranges_add - append a range; of one that would wrap around, the part that does not
 *
 * Return: 0, or -1: there are RANGES_MAX already.
 */
int ranges_add(struct ranges *ranges, u64 start, u64 size, u64 offset);

/** ranges_ready - to be called once after the last one was added */
void ranges_ready(struct ranges *ranges);

/** ranges_at - the range that @addr is in, or NULL */
const struct range *ranges_at(const struct ranges *ranges, u64 addr);

/** ranges_free - and make it empty */
void ranges_free(struct ranges *ranges);

#endif
