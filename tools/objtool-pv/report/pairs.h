/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sites of two kernels side by side.
 *
 * Sites are the same one if they have the same operation at the same offset in a symbol
 * of the same name; where there are several such, they are paired in the order of their
 * addresses.  So neither KASLR nor a function that has moved makes a difference.
 */
#ifndef OBJTOOL_PV_PAIRS_H
#define OBJTOOL_PV_PAIRS_H

#include "../subject.h"

/**
 * struct named_site - a site and what it is matched by
 * @site:   the site
 * @name:   of its symbol, or of its section if there is none, or ""
 * @offset: from there; of "", the address
 */
struct named_site {
	const struct site *site;
	const char *name;
	u64 offset;
};

/** struct named_sites - all sites of a subject, in the order of their names */
struct named_sites {
	struct named_site *named;
	size_t count;
};

/** named_sites - name the sites of @subject; to be freed by named_sites_free() */
void named_sites(const struct subject *subject, struct named_sites *sites);

/** named_sites_free - but not the subject */
void named_sites_free(struct named_sites *sites);

/** pairs_walk - call @pair for every site of either; NULL is a site that is not there */
void pairs_walk(const struct named_sites *a, const struct named_sites *b,
		void (*pair)(void *ctx, const struct named_site *a,
			     const struct named_site *b), void *ctx);

#endif
