// SPDX-License-Identifier: GPL-2.0-only
/*
 * All tables of a binary: each format's reader adds what it finds; then sites are put
 * in order, and those whose memory a booted kernel has given back are dropped.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "site.h"

typedef int reader(struct binary *binary, struct tables *tables, struct error *error);

static reader *const readers[] = {
	pvops_read,
	parainstructions_read,
	altinstructions_read,
	static_calls_read,
};

struct table *tables_add(struct tables *tables, struct binary *binary,
			 enum site_format format, const char *name)
{
	struct table *table = xcalloc(1, sizeof(*table));

	table->format = format;
	table->binary = binary;
	snprintf(table->name, sizeof(table->name), "%s", name);
	tables->table = xgrow_array(tables->table, tables->ntables,
				    sizeof(*tables->table));
	tables->table[tables->ntables++] = table;
	return table;
}

static bool said(const struct tables *tables, const char *text)
{
	size_t i;

	for (i = 0; i < tables->nunchecked; i++)
		if (!strcmp(tables->unchecked[i], text))
			return true;
	return false;
}

static void say(struct tables *tables, const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		text = xstrdup("out of memory");
	if (said(tables, text)) {
		free(text);
		return;
	}
	tables->unchecked = xgrow_array(tables->unchecked, tables->nunchecked,
					sizeof(*tables->unchecked));
	tables->unchecked[tables->nunchecked++] = text;
}

void tables_unchecked(struct tables *tables, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(tables, format, args);
	va_end(args);
}

void tables_unread(struct tables *tables, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(tables, format, args);
	va_end(args);
	if (!tables->unread)
		tables->unread = tables->unchecked[tables->nunchecked - 1];
}

struct site *table_add_site(struct table *table)
{
	struct site *site;

	table->sites = xgrow_array(table->sites, table->nsites, sizeof(*table->sites));
	site = &table->sites[table->nsites++];
	memset(site, 0, sizeof(*site));
	site->table = table;
	site->nrecords = 1;
	return site;
}

static int by_address(const void *a, const void *b)
{
	const struct site *one = a, *other = b;

	if (one->addr != other->addr)
		return one->addr < other->addr ? -1 : 1;
	return one->index < other->index ? -1 : one->index > other->index;
}

/* What lies between the linker's marks is freed when boot is over. */
static bool freed_after_boot(const struct binary *binary, u64 addr)
{
	u64 begin = binary_address(binary, "__init_begin");
	u64 end = binary_address(binary, "__init_end");
	const struct binary_section *section;

	if (binary->kind == BINARY_KERNEL && begin)
		return addr >= begin && addr < end;
	section = binary_section_at(binary, addr);
	return section && !strncmp(section->name, ".init", 5);
}

/* In memory their place has been given to others; whatever is there says nothing. */
static size_t drop_gone(struct table *table)
{
	size_t i, kept = 0, all = table->nsites;

	for (i = 0; i < all; i++)
		if (!table->sites[i].init)
			table->sites[kept++] = table->sites[i];
	table->nsites = kept;
	return all - kept;
}

/* How many sites were dropped. */
static size_t finish(struct table *table)
{
	size_t i;

	if (table->nsites)
		qsort(table->sites, table->nsites, sizeof(*table->sites), by_address);
	for (i = 0; i < table->nsites; i++)
		if (!table->loaded)
			table->sites[i].init =
				freed_after_boot(table->binary, table->sites[i].addr);
	return table->binary->state == BINARY_BOOTED ? drop_gone(table) : 0;
}

int tables_read(struct binary *binary, struct tables *tables, struct error *error)
{
	size_t i, gone = 0;

	memset(tables, 0, sizeof(*tables));
	for (i = 0; i < sizeof(readers) / sizeof(*readers); i++) {
		if (readers[i](binary, tables, error)) {
			tables_free(tables);
			return -1;
		}
	}
	for (i = 0; i < tables->ntables; i++)
		gone += finish(tables->table[i]);
	if (gone)
		tables_unchecked(tables, "%zu sites in boot-time code, whose memory was given "
				 "back after boot", gone);
	return 0;
}

static void table_free(struct table *table)
{
	if (table->close)
		table->close(table);
	free(table->sites);
	free(table->ops);
	free(table);
}

void tables_free(struct tables *tables)
{
	size_t i;

	for (i = 0; i < tables->ntables; i++)
		table_free(tables->table[i]);
	for (i = 0; i < tables->nunchecked; i++)
		free(tables->unchecked[i]);
	free(tables->table);
	free(tables->unchecked);
	memset(tables, 0, sizeof(*tables));
}
