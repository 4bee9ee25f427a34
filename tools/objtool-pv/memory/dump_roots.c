// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables that no CPU was using when the dump was taken: a hypervisor that idles, or
 * that ran another guest, has left no trace of them in the CPUs' notes.
 *
 * Any page of memory may be a root.  One is if a walk from it ends at linux_banner.
 * The roots of all processes of a kernel end at the same page; if two end at different
 * ones there are two kernels of one build, and which is meant is not for us to say.
 */
#include "dump.h"

#define ENTRIES		512

/* Can the page at @root be one? This is quick, and true of few pages that are none. */
static bool may_be_root(struct dump *dump, u64 root, bool la57)
{
	u64 entry, index = (dump->banner_addr >> (la57 ? 48 : 39)) & (ENTRIES - 1);

	return !space_read(&dump->phys, root + 8 * index, &entry, sizeof(entry)) &&
	       entry & PAGETABLE_PRESENT &&
	       ranges_at(&dump->phys.ranges, entry & PAGETABLE_ADDRESS);
}

/* Pages that begin in @range, from @page on; 0 if there are none. */
static u64 pages_of(const struct range *range, u64 *page)
{
	u64 skip = -range->start % PAGE_BYTES;

	*page = range->start + skip;
	return skip < range->size ? (range->size - skip - 1) / PAGE_BYTES + 1 : 0;
}

/* Look at the roots in @range; as dump_find_root(). */
static int scan(struct dump *dump, const struct range *range, u64 *left, u64 *frame,
		u64 *found, struct error *error)
{
	bool la57 = dump->search.info.la57;
	u64 page, pages = pages_of(range, &page);

	for (; pages && *left; pages--, page += PAGE_BYTES) {
		u64 to;

		(*left)--;
		if (!may_be_root(dump, page, la57) || !dump_try_root(dump, page, la57))
			continue;
		to = pagetable_walk(&dump->table, dump->banner_addr)->frame;
		if (*frame != UINT64_MAX && to != *frame)
			return error_set(error, "%s: kernels of this build are at physical "
					 "0x%llx and at 0x%llx: take the dump while a CPU "
					 "runs the one that is meant, or dump only that one",
					 dump->name, (unsigned long long)*frame,
					 (unsigned long long)to);
		*frame = to;
		*found = page;
	}
	return 0;
}

int dump_find_root(struct dump *dump, struct error *error)
{
	/* Ranges may share bytes of the file; only so many pages are really there. */
	u64 left = dump->source.size / PAGE_BYTES + dump->phys.ranges.count;
	u64 frame = UINT64_MAX, found = 0;
	size_t i;

	for (i = 0; i < dump->phys.ranges.count; i++)
		if (scan(dump, &dump->phys.ranges.list[i], &left, &frame, &found, error))
			return -1;
	return frame != UINT64_MAX && dump_try_root(dump, found, dump->search.info.la57);
}
