// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading .altinstructions.  A record has had 12 bytes (6.1: struct alt_instr in
 * arch/x86/include/asm/alternative.h), 13 (older, with the length of the padding) and
 * 14 (6.12, with flags).  Nothing in the file says which; it is told from the table:
 * with the right size every record is about code, with a wrong one few are.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "alternatives.h"

#define SECTION		".altinstructions"
/* Linux 6.12 has some 10,000; this many are 32 MB here. */
#define RECORDS_MAX	(1u << 20)
/* 6.12 has 24 words of 32 features and bugs (NCAPINTS, NBUGINTS); more are coming. */
#define FEATURES_MAX	2048

/* In records of 12 and 13 bytes: bit 15 of the feature (ALTINSTR_FLAG_INV). */
#define OLD_WITHOUT	0x8000
/* In records of 14 bytes: a word of flags (ALT_FLAG_NOT, ALT_FLAG_DIRECT_CALL). */
#define FLAG_WITHOUT	1
#define FLAG_DIRECT	2
#define FLAGS_MAX	15

static const u8 sizes[] = { 12, 13, 14 };

static u16 get16(const u8 *from)
{
	u16 value;

	memcpy(&value, from, sizeof(value));
	return value;
}

static u64 relative(const u8 *field, u64 at)
{
	s32 offset;

	memcpy(&offset, field, sizeof(offset));
	return at + (u64)(s64)offset;
}

/* Decode the record at @bytes, whose address is @at; false: it cannot be one. */
static bool decode_record(const u8 *bytes, u64 at, unsigned int size,
			  struct alternative *record)
{
	const u8 *lengths = bytes + (size == 14 ? 12 : 10);
	u16 flags;

	record->site = relative(bytes, at);
	record->code = relative(bytes + 4, at + 4);
	record->feature = get16(bytes + 8);
	if (size == 14) {
		flags = get16(bytes + 10);
	} else {
		flags = record->feature & OLD_WITHOUT ? FLAG_WITHOUT : 0;
		record->feature &= OLD_WITHOUT - 1;
	}
	record->without = flags & FLAG_WITHOUT;
	record->direct = flags & FLAG_DIRECT;
	record->len = lengths[0];
	record->code_len = lengths[1];
	return flags <= FLAGS_MAX && record->feature < FEATURES_MAX &&
	       record->len && record->code_len <= record->len;
}

/* 7.2 has records about code in data, which runs as a copy; see holds_code(). */
static bool copied(const struct binary *binary, u64 addr, u64 len)
{
	u64 start = binary_address(binary, "__relocate_kernel_start");
	u64 end = binary_address(binary, "__relocate_kernel_end");

	return start && addr >= start && addr < end && len <= end - addr;
}

static bool plausible(const struct binary *binary, const struct alternative *record)
{
	return (binary_executable(binary, record->site, record->len) ||
		copied(binary, record->site, record->len)) &&
	       (!record->code_len ||
		binary_executable(binary, record->code, record->code_len));
}

static bool fits(const struct binary *binary, const struct binary_section *section,
		 unsigned int size)
{
	struct alternative record;
	u64 at;

	if (section->size % size)
		return false;
	for (at = 0; at < section->size; at += size)
		if (!decode_record(section->data + at, section->addr + at, size,
				   &record) || !plausible(binary, &record))
			return false;
	return true;
}

/* The one size that fits; 0 with a reason. */
static unsigned int find_size(const struct binary *binary,
			      const struct binary_section *section,
			      struct error *error)
{
	unsigned int found = 0;
	size_t i;

	for (i = 0; i < sizeof(sizes); i++) {
		if (!fits(binary, section, sizes[i]))
			continue;
		if (found) {
			error_set(error, "%s: " SECTION " fits records of %u bytes and "
				  "of %u bytes", binary->name, found, sizes[i]);
			return 0;
		}
		found = sizes[i];
	}
	if (!found)
		error_set(error, "%s: " SECTION " fits no known layout: with records of "
			  "12, 13 and 14 bytes some are about no code", binary->name);
	return found;
}

static int by_site(const void *a, const void *b)
{
	const struct alternative *one = a, *other = b;

	if (one->site != other->site)
		return one->site < other->site ? -1 : 1;
	return one->index < other->index ? -1 : one->index > other->index;
}

static void read_records(const struct binary_section *section,
			 struct alternatives *alternatives)
{
	unsigned int size = alternatives->record_size;
	u32 i;

	for (i = 0; i < alternatives->count; i++) {
		u64 at = (u64)i * size;

		decode_record(section->data + at, section->addr + at, size,
			      &alternatives->record[i]);
		alternatives->record[i].index = i;
	}
	qsort(alternatives->record, alternatives->count,
	      sizeof(*alternatives->record), by_site);
}

int alternatives_load(const struct binary *binary, struct alternatives *alternatives,
		      struct error *error)
{
	const struct binary_section *section = binary_section(binary, SECTION);
	unsigned int size;

	memset(alternatives, 0, sizeof(*alternatives));
	if (!section || !section->size)
		return 0;
	if (!section->data)
		return error_set(error, "%s: the bytes of " SECTION " are not there; "
				 "name the kernel's file with --vmlinux", binary->name);
	if (section->size > (u64)RECORDS_MAX * sizes[0])
		return error_set(error, "%s: " SECTION " is larger than any kernel's",
				 binary->name);
	size = find_size(binary, section, error);
	if (!size)
		return -1;
	alternatives->record_size = size;
	alternatives->start = section->addr;
	alternatives->count = section->size / size;
	alternatives->record = xcalloc(alternatives->count,
				       sizeof(*alternatives->record));
	read_records(section, alternatives);
	return 1;
}

void alternatives_free(struct alternatives *alternatives)
{
	free(alternatives->record);
	memset(alternatives, 0, sizeof(*alternatives));
}

/* The number of records whose site is before @addr. */
static u32 records_before(const struct alternatives *alternatives, u64 addr)
{
	u32 low = 0, high = alternatives->count;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (alternatives->record[middle].site < addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct alternative *alternatives_at(const struct alternatives *alternatives,
					  u64 addr, u32 *count)
{
	u32 first = records_before(alternatives, addr), next = first;

	while (next < alternatives->count && alternatives->record[next].site == addr)
		next++;
	*count = next - first;
	return *count ? &alternatives->record[first] : NULL;
}
