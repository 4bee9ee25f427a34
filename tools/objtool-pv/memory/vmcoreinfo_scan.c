// SPDX-License-Identifier: GPL-2.0-only
/*
 * Looking for VMCOREINFO in the memory of a dump, which is fast as its first line is
 * always the same, and one byte of the file is read once.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "vmcoreinfo.h"

#define CHUNK		(1u << 20)
/* A text may begin at the end of a chunk, so this much of the next one is read, too. */
#define AFTER		4096u
#define FIRST_LINE	"OSRELEASE="

static const u8 *first_line(const u8 *bytes, const u8 *end)
{
	return memmem(bytes, end - bytes, FIRST_LINE, strlen(FIRST_LINE));
}

/*
 * All texts that begin in the first @size bytes; @after more can be read.  A text ends
 * where the next one begins, so that memory full of beginnings takes no longer.
 */
static void scan_chunk(struct vmcoreinfo_search *search, const u8 *bytes, size_t size,
		       size_t after)
{
	const u8 *end = bytes + size + after;
	const u8 *text = first_line(bytes, end), *next;

	for (; text && text < bytes + size; text = next) {
		next = first_line(text + strlen(FIRST_LINE), end);
		vmcoreinfo_try(search, text, (next ? next : end) - text);
	}
}

static void scan_range(struct vmcoreinfo_search *search, const struct source *source,
		       u64 offset, u64 size, u8 *buffer)
{
	while (size) {
		size_t part = size < CHUNK ? size : CHUNK;
		size_t after = size - part < AFTER ? size - part : AFTER;

		if (source_read(source, offset, buffer, part + after))
			return;
		scan_chunk(search, buffer, part, after);
		offset += part;
		size -= part;
	}
}

void vmcoreinfo_scan(struct vmcoreinfo_search *search, const struct source *source,
		     const struct ranges *ranges)
{
	struct ranges parts = { NULL, 0 };
	u8 *buffer = xmalloc(CHUNK + AFTER);
	size_t i;

	/* Ordered by offset, neighbours are one range and nothing comes twice. */
	for (i = 0; i < ranges->count; i++)
		ranges_add(&parts, ranges->list[i].offset, ranges->list[i].size,
			   ranges->list[i].offset);
	ranges_ready(&parts);
	for (i = 0; i < parts.count; i++) {
		u64 start = parts.list[i].start, size = parts.list[i].size;

		if (start >= source->size)
			break;
		if (size > source->size - start)
			size = source->size - start;
		scan_range(search, source, start, size, buffer);
	}
	ranges_free(&parts);
	free(buffer);
}
