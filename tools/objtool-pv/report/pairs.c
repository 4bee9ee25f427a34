// SPDX-License-Identifier: GPL-2.0-only
/* Pairing sites: both sides are sorted, and walked like the halves of a merge. */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pairs.h"
#include "place.h"
#include "site.h"

static int by_name(const struct named_site *one, const struct named_site *other)
{
	int order = strcmp(one->name, other->name);

	if (order)
		return order;
	if (one->offset != other->offset)
		return one->offset < other->offset ? -1 : 1;
	return strcmp(site_op(one->site), site_op(other->site));
}

static int by_name_and_address(const void *a, const void *b)
{
	const struct named_site *one = a, *other = b;
	int order = by_name(one, other);

	if (order)
		return order;
	return one->site->addr < other->site->addr ? -1 :
	       one->site->addr > other->site->addr;
}

static void name_site(struct named_site *named, const struct site *site)
{
	struct place place;

	place_in(site->table, site->addr, &place);
	named->site = site;
	if (place.symbol) {
		named->name = place.symbol;
		named->offset = place.offset;
	} else {
		named->name = place.section ? place.section : "";
		named->offset = place.section ? place.section_offset : site->addr;
	}
}

void named_sites(const struct subject *subject, struct named_sites *sites)
{
	const struct site *site = NULL;
	size_t i = 0;

	sites->count = subject_sites(subject);
	sites->named = xcalloc(sites->count, sizeof(*sites->named));
	while ((site = site_next(subject, site)))
		name_site(&sites->named[i++], site);
	qsort(sites->named, sites->count, sizeof(*sites->named), by_name_and_address);
}

void named_sites_free(struct named_sites *sites)
{
	free(sites->named);
	sites->named = NULL;
	sites->count = 0;
}

void pairs_walk(const struct named_sites *a, const struct named_sites *b,
		void (*pair)(void *ctx, const struct named_site *a,
			     const struct named_site *b), void *ctx)
{
	size_t i = 0, j = 0;

	while (i < a->count || j < b->count) {
		int order = i == a->count ? 1 : j == b->count ? -1 :
			    by_name(&a->named[i], &b->named[j]);
		const struct named_site *one = order <= 0 ? &a->named[i++] : NULL;
		const struct named_site *other = order >= 0 ? &b->named[j++] : NULL;

		pair(ctx, one, other);
	}
}
