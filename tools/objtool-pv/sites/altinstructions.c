// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sites that are recorded in .altinstructions only, as 6.8 and later do: each record
 * there whose instruction is a call through a table of pointers.  All records with the
 * same address are about one site.
 *
 * Kernels with .parainstructions have records here, too, for the same sites; those are
 * told by sites/parainstructions.c.
 */
#include <stdlib.h>
#include <string.h>

#include "stock.h"

#define SECTION	".altinstructions"

static const char *check(const struct site *site, unsigned int call, int op)
{
	if (!call)
		return "a direct call is asked for, but there is no call to replace";
	if (op < 0)
		return "a direct call is asked for, but the call is through no table of "
		       "operations";
	if (site->len < call)
		return "it is shorter than its call";
	if (site->len > SITE_BYTES)
		return "it is longer than any site can be";
	return NULL;
}

/* A site of @count records, if it is one of paravirt. */
static void add_site(struct table *table, const struct alternative *records, u32 count)
{
	const struct stock *stock = table->ctx;
	struct site *site, found = { .addr = records->site };
	bool direct = false;
	unsigned int call;
	u8 bytes[7] = { 0 };
	u64 slot = 0;
	int op;
	u32 i;

	for (i = 0; i < count; i++) {
		if (records[i].len > found.len)
			found.len = records[i].len;
		direct |= records[i].direct;
	}
	stock_original(table->binary, found.addr, bytes,
		       found.len < sizeof(bytes) ? found.len : sizeof(bytes));
	call = stock_call(table->binary, found.addr, bytes, &slot);
	op = call ? stock_op(table, slot) : -1;
	if (op < 0 && !direct)
		return;
	site = table_add_site(table);
	site->addr = found.addr;
	site->len = found.len;
	site->index = records->index;
	site->record = stock->alternatives.start +
		       (u64)records->index * stock->alternatives.record_size;
	site->nrecords = count < 0xffff ? count : 0xffff;
	site->op = op < 0 ? 0xffff : op;
	site->bad = check(site, call, op);
}

static void add_sites(struct table *table)
{
	const struct alternatives *all = &((struct stock *)table->ctx)->alternatives;
	u32 first, next;

	for (first = 0; first < all->count; first = next) {
		for (next = first; next < all->count; next++)
			if (all->record[next].site != all->record[first].site)
				break;
		add_site(table, &all->record[first], next - first);
	}
}

static void read_table(struct binary *binary, struct tables *tables, struct stock *stock)
{
	struct table *table = tables_add(tables, binary, FORMAT_ALTERNATIVE, SECTION);

	table->ctx = stock;
	table->close = stock_close;
	table->legal_bytes = stock_bytes;
	table->record_size = stock->alternatives.record_size;
	table->start = stock->alternatives.start;
	table->nrecords = stock->alternatives.count;
	add_sites(table);
	stock_finish(table, tables);
}

/* A kernel frees the table after boot; only its file still has it. */
static bool lost(const struct binary *binary, const struct stock *stock)
{
	return binary->state == BINARY_BOOTED && binary->kind == BINARY_KERNEL &&
	       stock->narrays && !binary_section(binary, SECTION);
}

int altinstructions_read(struct binary *binary, struct tables *tables, struct error *error)
{
	struct stock *stock = stock_new(binary, error);
	struct error why = { "" };

	if (!stock)
		return -1;
	if (lost(binary, stock))
		tables_unread(tables, "%s: the kernel has freed " SECTION "; name its "
			      "file with --vmlinux", binary->name);
	if (stock->narrays && !binary_section(binary, ".parainstructions")) {
		int found = alternatives_load(binary, &stock->alternatives, &why);

		if (found < 0)
			tables_unread(tables, "%s", why.text);
		if (found > 0) {
			read_table(binary, tables, stock);
			return 0;
		}
	}
	stock_free(stock);
	return 0;
}
