/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the reader of static calls and what tells their legal bytes share.
 */
#ifndef OBJTOOL_PV_SITES_STATIC_CALLS_H
#define OBJTOOL_PV_SITES_STATIC_CALLS_H

#include "site.h"

/**
 * struct static_key - an operation that is called by static calls
 * @addr:       of the key, whose first word is the function; of the trampoline, where a
 *              module knows no more than that
 * @trampoline: what sites call before the kernel has changed them; 0: not known
 */
struct static_key {
	u64 addr;
	u64 trampoline;
};

/**
 * struct static_keys - the context of a table of static calls (table->ctx)
 * @key: by ascending address; key number i is operation i
 */
struct static_keys {
	struct static_key *key;
	u32 count;
};

/* static_bytes.c: table->legal_bytes */
int static_bytes(const struct site *site, struct legal_bytes *to, int max);

#endif
