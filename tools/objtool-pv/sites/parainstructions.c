// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sites of kernels up to 6.7: .parainstructions, whose records are an address, the
 * number of a slot of pv_ops and a length, aligned to 8 bytes (struct
 * paravirt_patch_site in arch/x86/include/asm/paravirt_types.h of Linux 6.1).  In 5.10
 * _paravirt_alt() there writes two bytes more than the struct has, and what follows the
 * last record is not always there.
 *
 * Many of these sites have records in .altinstructions as well, with the native
 * instructions; the kernel first makes the call direct and then replaces it.  Before
 * those, up to 5.11, pv_ops has a function that writes the native instructions (stock_patch.c).
 */
#include <stdlib.h>
#include <string.h>

#include "stock.h"

#define SECTION		".parainstructions"
#define RECORD		16
#define RECORD_USED	10
#define RECORDS_MAX	(1u << 20)

static const char *check(const struct table *table, const struct site *site, int op,
			 unsigned int call, bool same)
{
	if (op < 0)
		return "its type is no operation of pv_ops";
	if (!binary_executable(table->binary, site->addr, site->len))
		return "it is about no code";
	if (site->len > SITE_BYTES)
		return "it is longer than any site can be";
	if (!call || site->len < call)
		return "its instruction goes through no table of operations";
	if (!same)
		return "it goes through another operation than its type says";
	return NULL;
}

/* The records in .altinstructions may give the site more room. */
static u8 site_room(const struct stock *stock, u64 addr, u8 len)
{
	const struct alternative *record;
	u32 count;

	record = alternatives_at(&stock->alternatives, addr, &count);
	for (; count; count--, record++)
		if (record->len > len)
			len = record->len;
	return len;
}

static void add_site(struct table *table, const u8 *record, u32 index, u64 pv_ops)
{
	struct site *site = table_add_site(table);
	const struct binary *binary = table->binary;
	u8 bytes[7] = { 0 };
	unsigned int call;
	u64 slot = 0;
	int op;

	memcpy(&site->addr, record, sizeof(site->addr));
	site->addr += binary->slide;
	site->variant = record[8];
	site->len = site_room(table->ctx, site->addr, record[9]);
	site->record = table->start + (u64)index * RECORD;
	site->index = index;
	op = stock_op(table, pv_ops + 8ull * site->variant);
	site->op = op < 0 ? 0xffff : op;
	stock_original(binary, site->addr, bytes,
		       site->len < sizeof(bytes) ? site->len : sizeof(bytes));
	call = stock_call(binary, site->addr, bytes, &slot);
	site->bad = check(table, site, op, call, slot == pv_ops + 8ull * site->variant);
}

/* Why the section cannot be read, or NULL. */
static const char *refuse(const struct binary_section *section, u64 pv_ops)
{
	if (!section->data)
		return "its bytes are not there; name the kernel's file with --vmlinux";
	if ((section->size % RECORD && section->size % RECORD < RECORD_USED) ||
	    section->addr % 8)
		return "it is not made of records of 16 bytes";
	if (section->size / RECORD > RECORDS_MAX)
		return "it is larger than any kernel's";
	if (!pv_ops)
		return "there is no symbol pv_ops";
	return NULL;
}

static void read_table(struct table *table, const struct binary_section *section,
		       u64 pv_ops)
{
	u32 i;

	table->close = stock_close;
	table->legal_bytes = binary_address(table->binary, "native_patch") ?
			  stock_patch_bytes : stock_bytes;
	table->record_size = RECORD;
	table->start = section->addr;
	table->nrecords = (section->size + RECORD - 1) / RECORD;
	for (i = 0; i < table->nrecords; i++)
		add_site(table, section->data + (u64)i * RECORD, i, pv_ops);
}

int parainstructions_read(struct binary *binary, struct tables *tables,
			  struct error *error)
{
	const struct binary_section *section = binary_section(binary, SECTION);
	u64 pv_ops = binary_address(binary, "pv_ops");
	struct error why = { "" };
	struct stock *stock;
	struct table *table;
	const char *reason;

	if (!section || !section->size)
		return 0;
	reason = refuse(section, pv_ops);
	if (reason) {
		tables_unread(tables, "%s: " SECTION " cannot be read: %s",
			      binary->name, reason);
		return 0;
	}
	stock = stock_new(binary, error);
	if (!stock)
		return -1;
	if (alternatives_load(binary, &stock->alternatives, &why) < 0) {
		tables_unread(tables, "%s, so that what is legal at the sites of "
			      SECTION " is not known", why.text);
		stock_free(stock);
		return 0;
	}
	table = tables_add(tables, binary, FORMAT_PARAVIRT, SECTION);
	table->ctx = stock;
	read_table(table, section, pv_ops);
	stock_finish(table, tables);
	return 0;
}
