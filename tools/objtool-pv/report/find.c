// SPDX-License-Identifier: GPL-2.0-only
/* From what a user writes to an address, and from an address to a site. */
#include <string.h>

#include "find.h"
#include "place.h"

/* The last site of @table that begins at or before @addr, or NULL. */
static const struct site *last_before(const struct table *table, u64 addr)
{
	size_t low = 0, high = table->nsites;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (table->sites[middle].addr <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &table->sites[low - 1] : NULL;
}

const struct site *find_site(const struct subject *subject, u64 addr)
{
	size_t i;

	for (i = 0; i < subject->tables.ntables; i++) {
		const struct site *site = last_before(subject->tables.table[i], addr);

		if (site && addr - site->addr < site->len)
			return site;
	}
	return NULL;
}

static u64 distance(const struct site *site, u64 addr)
{
	return addr < site->addr ? site->addr - addr : addr - site->addr;
}

const struct site *find_nearest(const struct subject *subject, u64 addr)
{
	const struct site *best = NULL;
	size_t i;

	for (i = 0; i < subject->tables.ntables; i++) {
		const struct table *table = subject->tables.table[i];
		const struct site *site = last_before(table, addr);
		const struct site *next = site ? site + 1 : table->sites;

		if (site && (!best || distance(site, addr) < distance(best, addr)))
			best = site;
		if (next < table->sites + table->nsites &&
		    (!best || distance(next, addr) < distance(best, addr)))
			best = next;
	}
	return best;
}

/* 0, or -1: there is no symbol with the name. */
static int find_symbol(const struct subject *subject, const struct place_name *place,
		       u64 *addr)
{
	const struct binary *binary = subject->binary;
	bool found = false;
	size_t i;

	for (i = 0; i < binary->nsymbols; i++) {
		u64 candidate = binary->symbols[i].addr + place->addr;

		if (strcmp(binary->symbols[i].name, place->name))
			continue;
		if (find_site(subject, candidate)) {
			*addr = candidate;
			return 0;
		}
		if (!found)
			*addr = candidate;
		found = true;
	}
	return found ? 0 : -1;
}

/* Of a module that is loaded, its name is that of its code: place_in(). */
static int find_module(const struct subject *subject, const struct place_name *place,
		       u64 *addr)
{
	size_t i;

	for (i = 0; i < subject->tables.ntables; i++) {
		const struct table *table = subject->tables.table[i];

		if (!table->loaded || strcmp(table->name, place->name))
			continue;
		*addr = table->text + place->addr;
		return 0;
	}
	return -1;
}

int find_address(const struct subject *subject, const char *text, u64 *addr,
		 struct error *error)
{
	const struct binary_section *section;
	struct place_name place;

	if (place_parse(text, &place, error))
		return -1;
	if (!*place.name && subject->binary->kind == BINARY_MODULE)
		return error_set(error, "%s: a module has no addresses before it is "
				 "loaded: name SYMBOL+OFFSET or SECTION+OFFSET",
				 subject->binary->name);
	*addr = place.addr;
	if (!*place.name || !find_symbol(subject, &place, addr))
		return 0;
	section = binary_section(subject->binary, place.name);
	if (!section && !find_module(subject, &place, addr))
		return 0;
	if (!section)
		return error_set(error, "%s: there is no symbol or section \"%s\"",
				 subject->binary->name, place.name);
	*addr = section->addr + place.addr;
	return 0;
}
