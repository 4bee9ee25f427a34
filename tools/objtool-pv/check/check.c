// SPDX-License-Identifier: GPL-2.0-only
/* A run over all rules. */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "rules.h"

/* Many times the functions with sites of a kernel, which has some 20 MB of code. */
#define DECODE_MAX	(64u << 20)

/* Of two at one address the longer one comes first. */
static int by_address(const void *a, const void *b)
{
	const struct site *one = *(const struct site *const *)a;
	const struct site *other = *(const struct site *const *)b;

	if (one->addr != other->addr)
		return one->addr < other->addr ? -1 : 1;
	if (one->len != other->len)
		return other->len - one->len;
	return one->record < other->record ? -1 : one->record > other->record;
}

size_t sites_until(const struct site *const *sites, size_t count, u64 addr)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (sites[middle]->addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void collect_sound(struct checking *c)
{
	size_t i;

	c->sound = xcalloc(c->nsites + 1, sizeof(*c->sound));
	for (i = 0; i < c->nsites; i++)
		if (!c->sites[i]->bad &&
		    (!c->nsound || c->sound[c->nsound - 1]->addr != c->sites[i]->addr))
			c->sound[c->nsound++] = c->sites[i];
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
	struct checking c = { .subject = subject, .findings = findings,
			      .decoding = DECODE_MAX };

	memset(findings, 0, sizeof(*findings));
	collect(&c);
	collect_sound(&c);
	findings->checked = c.nsites;
	check_places(&c);
	check_bytes(&c);
	check_code(&c, progress);
	check_unrecorded(&c);
	check_thunks(&c);
	check_table(&c);
	check_binding(&c);
	check_changed(&c);
	check_retpolines(&c);
	check_text(&c);
	check_pages(&c);
	if (findings->count)
		qsort(findings->finding, findings->count, sizeof(*findings->finding),
		      by_place);
	if (findings->dropped)
		findings_unchecked(findings, "%zu findings more than can be shown",
				   findings->dropped);
	free(c.sites);
	free(c.sound);
}
