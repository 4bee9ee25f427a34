// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sites in .static_call_sites: pairs of displacements, to the site and to its key, whose
 * lowest bits say whether it is a tail call and whether it is boot-time code (struct
 * static_call_site in include/linux/static_call_types.h of Linux 6.12).
 *
 * A key is about paravirt if its name says so: __SCK__pv_* (the clocks), and since 7.0
 * the queued locks.  A linked kernel has the table in .rodata, between two symbols.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../opcodes.h"
#include "static_calls.h"
#include "stock.h"

#define SECTION		".static_call_sites"
#define RECORD		8
#define RECORDS_MAX	(1u << 20)
#define KEYS_MAX	4096
#define TAIL		1
#define FLAGS		3

/** struct records - the bytes of the table; @copy is to be freed */
struct records {
	u64 start;
	u64 size;
	const u8 *data;
	u8 *copy;
};

/*
 * The name of the operation, if @symbol is its key.  A module that may use only the
 * trampoline names that as the key, and the kernel looks the key up.
 */
static const char *key_name(const struct binary *binary, const char *symbol)
{
	const char *name = symbol + 7;

	if (strncmp(symbol, "__SCK__", 7) &&
	    (binary->kind != BINARY_MODULE || strncmp(symbol, "__SCT__", 7)))
		return NULL;
	return !strncmp(name, "pv_", 3) || !strncmp(name, "queued_spin_", 12) ?
		name : NULL;
}

static void add_key(struct table *table, const struct binary_symbol *symbol,
		    const char *name)
{
	struct static_keys *keys = table->ctx;
	struct static_key *key;
	char trampoline[96];
	u32 n = keys->count++;

	keys->key = xgrow_array(keys->key, n, sizeof(*keys->key));
	table->ops = xgrow_array(table->ops, table->nops, sizeof(*table->ops));
	table->ops[table->nops].slot = 0;
	snprintf(table->ops[table->nops].name, sizeof(table->ops->name), "%s", name);
	table->nops++;
	key = &keys->key[n];
	key->addr = symbol->addr;
	snprintf(trampoline, sizeof(trampoline), "__SCT__%s", name);
	key->trampoline = binary_address(table->binary, trampoline);
}

/* Symbols are by ascending address, and so keys are, too. */
static void add_keys(struct table *table)
{
	const struct binary *binary = table->binary;
	struct static_keys *keys = table->ctx;
	size_t i;

	for (i = 0; i < binary->nsymbols && keys->count < KEYS_MAX; i++) {
		const char *name = key_name(binary, binary->symbols[i].name);

		if (name)
			add_key(table, &binary->symbols[i], name);
	}
}

/* The number of the key at @addr, or -1. */
static int find_key(const struct static_keys *keys, u64 addr)
{
	u32 low = 0, high = keys->count;

	while (low < high) {
		u32 middle = low + (high - low) / 2;

		if (keys->key[middle].addr < addr)
			low = middle + 1;
		else
			high = middle;
	}
	return low < keys->count && keys->key[low].addr == addr ? (int)low : -1;
}

static const char *check(const struct site *site, const u8 *bytes)
{
	const struct static_keys *keys = site->table->ctx;

	if (!binary_executable(site->table->binary, site->addr, site->len))
		return "it is about no code";
	if (!keys->key[site->op].trampoline)
		return "its key has no trampoline";
	if (!site->variant && bytes[0] != OPCODE_CALL)
		return "its instruction is no call";
	if (site->variant && bytes[0] != OPCODE_JMP && site->len != 6)
		return "its instruction is no jump";
	return NULL;
}

static void add_site(struct table *table, u64 addr, u64 key, u32 index)
{
	int op = find_key(table->ctx, key & ~(u64)FLAGS);
	struct site *site;
	u8 bytes[2] = { 0 };

	if (op < 0)
		return;
	site = table_add_site(table);
	site->addr = addr;
	site->record = table->start + (u64)index * RECORD;
	site->index = index;
	site->op = op;
	site->variant = key & TAIL;
	if (stock_original(table->binary, addr, bytes, sizeof(bytes)))
		binary_read(table->binary, addr, bytes, sizeof(bytes));
	site->len = site->variant && bytes[0] == 0x0f && (bytes[1] & 0xf0) == 0x80 ?
		    6 : 5;
	/* What is there now need not be what the compiler wrote. */
	if (table->binary->state == BINARY_BUILT)
		site->bad = check(site, bytes);
	else if (!((struct static_keys *)table->ctx)->key[op].trampoline)
		site->bad = "its key has no trampoline";
}

static void read_sites(struct table *table, const struct records *records)
{
	u32 i;

	for (i = 0; i < table->nrecords; i++) {
		u64 at = (u64)i * RECORD;
		s32 addr, key;

		memcpy(&addr, records->data + at, sizeof(addr));
		memcpy(&key, records->data + at + 4, sizeof(key));
		at += table->start;
		add_site(table, at + (u64)(s64)addr, at + 4 + (u64)(s64)key, i);
	}
}

static void find_records(const struct binary *binary, struct records *records)
{
	const struct binary_section *section = binary_section(binary, SECTION);
	u64 start = binary_address(binary, "__start_static_call_sites");
	u64 stop = binary_address(binary, "__stop_static_call_sites");

	memset(records, 0, sizeof(*records));
	if (section) {
		records->start = section->addr;
		records->size = section->size;
		records->data = section->data;
	} else if (start && stop > start) {
		records->start = start;
		records->size = stop - start;
	}
}

/* 0, or -1: it cannot be read, for @why. */
static int load_records(const struct binary *binary, struct records *records,
			const char **why)
{
	*why = "its size is no number of records";
	if (records->size % RECORD || records->size / RECORD > RECORDS_MAX)
		return -1;
	if (records->data)
		return 0;
	*why = "it is not in memory";
	records->copy = xmalloc(records->size);
	if (binary_read(binary, records->start, records->copy, records->size))
		return -1;
	records->data = records->copy;
	return 0;
}

static void close_table(struct table *table)
{
	struct static_keys *keys = table->ctx;

	free(keys->key);
	free(keys);
}

static void read_table(struct table *table, const struct records *records)
{
	table->ctx = xcalloc(1, sizeof(struct static_keys));
	table->close = close_table;
	table->legal_bytes = static_bytes;
	table->record_size = RECORD;
	table->start = records->start;
	table->nrecords = records->size / RECORD;
	add_keys(table);
	read_sites(table, records);
}

/* Is there any key that a site could have? */
static bool has_keys(const struct binary *binary)
{
	size_t i;

	for (i = 0; i < binary->nsymbols; i++)
		if (key_name(binary, binary->symbols[i].name))
			return true;
	return false;
}

int static_calls_read(struct binary *binary, struct tables *tables, struct error *error)
{
	struct records records;
	const char *why;

	(void)error;
	find_records(binary, &records);
	if (!records.size || !has_keys(binary))
		return 0;
	if (load_records(binary, &records, &why))
		tables_unread(tables, "%s: " SECTION " cannot be read: %s",
			      binary->name, why);
	else
		read_table(tables_add(tables, binary, FORMAT_STATIC_CALL, SECTION),
			   &records);
	free(records.copy);
	return 0;
}
