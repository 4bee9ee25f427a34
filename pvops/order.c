// SPDX-License-Identifier: GPL-2.0-only
/*
 * The order of a table's sites in memory.  The linker leaves records in the order of
 * its input; text_poke takes sites in batches, and a batch has to ascend.  So for the
 * time of a switch the numbers of the records are sorted: the records are read-only.
 */
#include <linux/mm.h>
#include <linux/sort.h>
#include "internal.h"

static u64 address(const struct pvops_sites *sites, u32 i)
{
	const struct pvops_site *record = &sites->start[i];

	return (u64)&record->offset + record->offset;
}

static int compare(const void *a, const void *b, const void *sites)
{
	u64 one = address(sites, *(const u32 *)a);
	u64 other = address(sites, *(const u32 *)b);

	return one < other ? -1 : one > other;
}

/**
 * pvops_sort - bring a table's records into ascending order
 * @sites: the table
 *
 * Without memory they stay as they are: batches are then as short as runs of
 * ascending sites, which only costs time.
 *
 * Context: process context, may sleep; pvops_mutex held.
 */
void pvops_sort(struct pvops_sites *sites)
{
	u32 i;

	sites->order = kvmalloc_array(sites->count, sizeof(*sites->order), GFP_KERNEL);
	if (!sites->order)
		return;
	for (i = 0; i < sites->count; i++)
		sites->order[i] = i;
	sort_r(sites->order, sites->count, sizeof(*sites->order), compare, NULL, sites);
}

/**
 * pvops_unsort - back to the linker's order, and the memory with it
 * @sites: the table
 *
 * Context: any in which kvfree() may be called; pvops_mutex held.
 */
void pvops_unsort(struct pvops_sites *sites)
{
	kvfree(sites->order);
	sites->order = NULL;
}
