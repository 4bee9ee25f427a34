/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table .altinstructions: which instructions Linux replaces at boot, by what, and
 * with which CPU feature.  Most of it is not about paravirt.
 */
#ifndef OBJTOOL_PV_SITES_ALTERNATIVES_H
#define OBJTOOL_PV_SITES_ALTERNATIVES_H

#include "site.h"

/**
 * struct alternative - one record
 * @site:     address of the instructions that may be replaced
 * @code:     address of the replacement
 * @index:    number of the record in the table
 * @feature:  CPU feature, 32 * word + bit
 * @len:      bytes at @site
 * @code_len: bytes of the replacement
 * @without:  replace if the CPU does not have the feature
 * @direct:   replace the call through a table by a direct call
 */
struct alternative {
	u64 site;
	u64 code;
	u32 index;
	u16 feature;
	u8 len;
	u8 code_len;
	bool without;
	bool direct;
};

/**
 * struct alternatives - the table
 * @record:      by ascending site, those of one site in the table's order
 * @count:       number of records
 * @record_size: bytes of a record in the table
 * @start:       address of the first one
 */
struct alternatives {
	struct alternative *record;
	u32 count;
	u32 record_size;
	u64 start;
};

/**
 * alternatives_load - read the table of a binary
 *
 * Return: 1 read, 0 the binary has none, -1 with a reason.
 */
int alternatives_load(const struct binary *binary, struct alternatives *alternatives,
		      struct error *error);

/** alternatives_free - and make it empty */
void alternatives_free(struct alternatives *alternatives);

/** alternatives_at - the first of @count records for the site at @addr, or NULL */
const struct alternative *alternatives_at(const struct alternatives *alternatives,
					  u64 addr, u32 *count);

#endif
