// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps from addresses to offsets.
 *
 * Headers may list any number of ranges in any order, overlapping as they like (QEMU
 * lists a physical page once for each of its virtual addresses).  They are sorted and
 * cut once, so that a lookup is one binary search: where ranges overlap, the one that
 * begins first has the bytes, and of those the longest one.
 */
#include <stdlib.h>

#include "../alloc.h"
#include "ranges.h"

/* Sizes are kept such that this never wraps around. */
static u64 last(const struct range *range)
{
	return range->start + (range->size - 1);
}

static bool continues(const struct range *range, u64 start, u64 offset)
{
	return last(range) != UINT64_MAX && last(range) + 1 == start &&
	       range->offset + range->size == offset;
}

int ranges_add(struct ranges *ranges, u64 start, u64 size, u64 offset)
{
	struct range *end;

	if (!size || offset > INT64_MAX)
		return 0;
	if (size - 1 > UINT64_MAX - start)
		size = UINT64_MAX - start + 1;
	if (size > (u64)INT64_MAX - offset + 1)
		size = (u64)INT64_MAX - offset + 1;
	end = ranges->count ? &ranges->list[ranges->count - 1] : NULL;
	if (end && continues(end, start, offset)) {
		end->size += size;
		return 0;
	}
	if (ranges->count == RANGES_MAX)
		return -1;
	ranges->list = xgrow_array(ranges->list, ranges->count, sizeof(*ranges->list));
	ranges->list[ranges->count++] = (struct range){ start, size, offset };
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct range *one = a, *two = b;

	if (one->start != two->start)
		return one->start < two->start ? -1 : 1;
	if (one->size != two->size)
		return one->size > two->size ? -1 : 1;
	return one->offset < two->offset ? -1 : one->offset > two->offset;
}

/* What is left of @range after @before; its size is 0 if nothing is. */
static void cut(struct range *range, const struct range *before)
{
	u64 gone;

	if (last(before) < range->start)
		return;
	gone = last(before) - range->start;
	if (gone >= range->size - 1) {
		range->size = 0;
		return;
	}
	range->start += gone + 1;
	range->offset += gone + 1;
	range->size -= gone + 1;
}

void ranges_ready(struct ranges *ranges)
{
	size_t i, kept = 0;

	if (!ranges->count)
		return;
	qsort(ranges->list, ranges->count, sizeof(*ranges->list), compare);
	for (i = 0; i < ranges->count; i++) {
		struct range range = ranges->list[i];

		if (kept)
			cut(&range, &ranges->list[kept - 1]);
		if (!range.size)
			continue;
		if (kept && continues(&ranges->list[kept - 1], range.start, range.offset))
			ranges->list[kept - 1].size += range.size;
		else
			ranges->list[kept++] = range;
	}
	ranges->count = kept;
}

const struct range *ranges_at(const struct ranges *ranges, u64 addr)
{
	size_t low = 0, high = ranges->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (ranges->list[middle].start <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	if (!low || addr > last(&ranges->list[low - 1]))
		return NULL;
	return &ranges->list[low - 1];
}

void ranges_free(struct ranges *ranges)
{
	free(ranges->list);
	ranges->list = NULL;
	ranges->count = 0;
}
