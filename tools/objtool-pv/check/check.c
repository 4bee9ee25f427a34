// SPDX-License-Identifier: GPL-2.0-only
/* A run over all rules. */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "rules.h"

static int by_address(const void *a, const void *b)
{
	const struct site *one = *(const struct site *const *)a;
	const struct site *other = *(const struct site *const *)b;

	return one->addr < other->addr ? -1 : one->addr > other->addr;
}

size_t site_index(const struct checking *c, u64 addr)
{
	size_t low = 0, high = c->nsites;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (c->sites[middle]->addr + c->sites[middle]->len <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void collect(struct checking *c)
{
	struct subject *subject = c->subject;
	size_t i, j;

	c->sites = xcalloc(subject_sites(subject) + 1, sizeof(*c->sites));
	for (i = 0; i < subject->tables.ntables; i++)
		for (j = 0; j < subject->tables.table[i]->nsites; j++)
			c->sites[c->nsites++] = &subject->tables.table[i]->sites[j];
	qsort(c->sites, c->nsites, sizeof(*c->sites), by_address);
}

static int by_place(const void *a, const void *b)
{
	const struct finding *one = a, *other = b;

	if (one->addr != other->addr)
		return one->addr < other->addr ? -1 : 1;
	return (int)one->rule - (int)other->rule;
}

void check_run(struct subject *subject, struct findings *findings,
	       void (*progress)(unsigned int percent))
{
	struct checking c = { .subject = subject, .findings = findings };

	memset(findings, 0, sizeof(*findings));
	collect(&c);
	findings->checked = c.nsites;
	check_places(&c);
	check_bytes(&c);
	check_code(&c, progress);
	check_unrecorded(&c);
	check_thunks(&c);
	check_table(&c);
	check_changed(&c);
	check_retpolines(&c);
	if (findings->count)
		qsort(findings->finding, findings->count, sizeof(*findings->finding),
		      by_place);
	free(c.sites);
}
