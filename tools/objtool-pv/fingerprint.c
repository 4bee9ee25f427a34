// SPDX-License-Identifier: GPL-2.0-only
/*
 * One number for all that is at the sites of a subject, to compare two views of one
 * kernel by: FNV-1a (IETF draft-eastlake-fnv) over each site's address and bytes.  It
 * is for seeing that they agree, not for keeping an attacker out.
 */
#include "subject.h"

#define FNV_OFFSET	0xcbf29ce484222325ull
#define FNV_PRIME	0x00000100000001b3ull

static u64 mix(u64 hash, const void *data, size_t size)
{
	const u8 *byte = data;

	while (size--)
		hash = (hash ^ *byte++) * FNV_PRIME;
	return hash;
}

u64 subject_fingerprint(const struct subject *subject)
{
	u64 hash = FNV_OFFSET;
	u8 bytes[SITE_BYTES];
	size_t i, j;

	for (i = 0; i < subject->tables.ntables; i++) {
		const struct table *table = subject->tables.table[i];

		for (j = 0; j < table->nsites; j++) {
			const struct site *site = &table->sites[j];

			site_form(site, bytes);
			hash = mix(hash, &site->addr, sizeof(site->addr));
			hash = mix(hash, bytes, sizeof(bytes));
		}
	}
	return hash;
}
