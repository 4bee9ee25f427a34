// SPDX-License-Identifier: GPL-2.0-only
/* Rules about where a site is: a sound record, in code, on bytes of its own. */
#include "rules.h"

static bool in_code(const struct checking *c, const struct site *site)
{
	const struct table *table = site->table;

	if (table->loaded)
		return site->addr >= table->text &&
		       site->addr - table->text < table->text_size &&
		       site->len <= table->text_size - (site->addr - table->text);
	return binary_executable(c->subject->binary, site->addr, site->len);
}

/* The first symbol after @addr; symbols ascend. */
static const struct binary_symbol *symbol_after(const struct binary *binary, u64 addr)
{
	size_t low = 0, high = binary->nsymbols;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (binary->symbols[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < binary->nsymbols ? &binary->symbols[low] : NULL;
}

static void check_symbol(struct checking *c, const struct site *site)
{
	const struct binary_symbol *symbol = symbol_after(c->subject->binary, site->addr);

	if (symbol && symbol->addr - site->addr < site->len)
		finding(c, RULE_SYMBOL, site->addr, site, "%.128s is %u bytes into the site",
			symbol->name, (unsigned int)(symbol->addr - site->addr));
}

/* Two formats may describe one site; two records of one format may not. */
static void check_overlap(struct checking *c, size_t i)
{
	const struct site *site = c->sites[i], *before;
	size_t j;

	for (j = i; j-- > 0 && site->addr - c->sites[j]->addr < SITE_BYTES;) {
		before = c->sites[j];
		if (before->table->format != site->table->format || before->bad ||
		    site->addr - before->addr >= before->len)
			continue;
		finding(c, RULE_OVERLAP, site->addr, site,
			"records %u and %u are about the same bytes", before->index,
			site->index);
		return;
	}
}

void check_places(struct checking *c)
{
	size_t i;

	for (i = 0; i < c->nsites; i++) {
		const struct site *site = c->sites[i];

		if (!in_code(c, site))
			finding(c, RULE_TEXT, site->addr, site,
				"record %u leads to an address without code", site->index);
		if (site->bad) {
			finding(c, RULE_RECORD, site->addr, site, "record %u: %s",
				site->index, site->bad);
			continue;
		}
		check_overlap(c, i);
		check_symbol(c, site);
	}
}
