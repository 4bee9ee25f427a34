// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cores of Xen's `xl dump-core`: pages one after the other in .xen_pages, and a table
 * that says which page each is (docs/misc/dump-core-format.txt of Xen 4.17):
 *
 *	.xen_p2m	PV guests: number of the page for the guest, and of the machine's
 *			page frame, which is what the guest's page tables hold
 *	.xen_pfn	other guests: number of the page for the guest
 */
#include <string.h>

#include "dump.h"

#define FRAME_SHIFT	12
#define FRAME_MAX	(1ull << (52 - FRAME_SHIFT))
#define ENTRIES		4096	/* read at once */

/**
 * struct page_list - the table of pages
 * @section: its header
 * @words:   of 8 bytes for each entry: 1 or 2
 * @pages:   offset of the first page
 * @count:   how many pages there are
 */
struct page_list {
	const Elf64_Shdr *section;
	int words;
	u64 pages, count;
};

static int add_page(struct space *space, u64 frame, u64 offset)
{
	/* All bits set: there is no such page. */
	if (frame >= FRAME_MAX)
		return 0;
	return ranges_add(&space->ranges, frame << FRAME_SHIFT, PAGE_BYTES, offset);
}

static int add_entries(struct dump *dump, const struct page_list *table,
		       const u64 *entries, u64 first, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const u64 *entry = entries + i * table->words;
		u64 offset = table->pages + (first + i) * PAGE_BYTES;

		if (add_page(&dump->phys, entry[0], offset))
			return -1;
		if (table->words == 2 && add_page(&dump->machine, entry[1], offset))
			return -1;
	}
	return 0;
}

static int read_table(struct dump *dump, const struct page_list *table,
		      struct error *error)
{
	u64 entries[2 * ENTRIES], done, size = 8 * table->words;

	for (done = 0; done < table->count; done += ENTRIES) {
		u64 part = table->count - done;

		if (part > ENTRIES)
			part = ENTRIES;
		if (source_read(&dump->source, table->section->sh_offset + done * size,
				entries, part * size))
			return error_set(error, "%s: the table of its pages is cut off: "
					 "the dump is incomplete", dump->name);
		if (add_entries(dump, table, entries, done, part))
			return error_set(error, "%s: its pages are in more than %u pieces, "
					 "which is too much", dump->name, RANGES_MAX);
	}
	return 0;
}

int xen_core_load(struct dump *dump, struct error *error)
{
	const Elf64_Shdr *pages = core_section(&dump->core, ".xen_pages");
	struct page_list table = { core_section(&dump->core, ".xen_p2m"), 2, 0, 0 };
	u64 entries;

	dump->xen_pv = table.section;
	if (!table.section) {
		table.section = core_section(&dump->core, ".xen_pfn");
		table.words = 1;
	}
	if (!table.section)
		return error_set(error, "%s: a core of Xen without a table of its pages "
				 "(.xen_p2m or .xen_pfn)", dump->name);
	entries = table.section->sh_size / (8 * table.words);
	table.pages = pages->sh_offset;
	table.count = pages->sh_size / PAGE_BYTES;
	/* Every entry needs bytes, so this also bounds what a lying size can cost. */
	if (entries != table.count || table.section->sh_size > dump->source.size ||
	    table.pages > INT64_MAX)
		return error_set(error, "%s: %llu pages, but a table of %llu: it is damaged, "
				 "or its pages are not of 4096 bytes", dump->name,
				 (unsigned long long)table.count,
				 (unsigned long long)entries);
	if (read_table(dump, &table, error))
		return -1;
	ranges_ready(&dump->phys.ranges);
	ranges_ready(&dump->machine.ranges);
	return 0;
}
