// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hostile tables of sites: the input is a flag byte (1: booted, 2: a module, 4: code in
 * data, 8: of 5.11 or before, 16 and 32: 9 and 10 bytes that count calls), the size of each
 * section of tests/objtool-pv/make_stock.h in 16 bits, the sections, and as the rest
 * the text in memory.  Every site is asked for all of its legal bytes.
 *
 * The builder is included here, since a target is one file and objtool-pv's own.
 */
#include <stdlib.h>
#include <string.h>

#include "../objtool-pv/make_stock.c"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define HEADER	(1 + 2 * STOCK_PARTS)

/* Sections at exactly their size, so that reading after one is seen. */
static struct make_stock *split(const u8 *data, size_t size)
{
	struct make_stock *make = calloc(1, sizeof(*make));
	const u8 *next = data + HEADER;
	unsigned int i;

	make->state = data[0] & 1 ? BINARY_BOOTED : BINARY_BUILT;
	make->kind = data[0] & 2 ? BINARY_MODULE : BINARY_KERNEL;
	make->copied = data[0] & 4;
	make->extra = data[0] & 8 ? "native_patch" : NULL;
	make->counting = data[0] & 16 ? 9 : data[0] & 32 ? 10 : 0;
	size -= HEADER;
	for (i = 0; i < STOCK_PARTS; i++) {
		size_t len = data[1 + 2 * i] | data[2 + 2 * i] << 8;

		if (len > size)
			len = size;
		grow(&make->part[i], next, len);
		next += len;
		size -= len;
	}
	grow(&make->now, next, size);
	return make;
}

static void ask(const struct site *site)
{
	struct legal_bytes legal[SITE_LEGAL_MAX];
	u8 bytes[SITE_BYTES];
	int i, count;

	if (!memchr(site_op(site), '\0', sizeof(struct op)))
		abort();
	count = site_legal_bytes(site, legal, SITE_LEGAL_MAX);
	if (count > SITE_LEGAL_MAX)
		abort();
	for (i = 0; i < count; i++)
		if (!legal[i].label[0] || legal[i].form >= FORM_ILLEGAL)
			abort();
	site_form(site, bytes);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct error error = { "" };
	struct tables tables;
	struct make_stock *make;
	struct binary *binary;
	size_t i, j;

	if (size < HEADER)
		return 0;
	make = split(data, size);
	binary = make_stock_binary(make);
	if (!tables_read(binary, &tables, &error)) {
		for (i = 0; i < tables.ntables; i++)
			for (j = 0; j < tables.table[i]->nsites; j++)
				ask(&tables.table[i]->sites[j]);
		if (tables_seen(binary, &tables, &error) && !error.text[0])
			abort();
		counted(binary);
		tables_free(&tables);
	} else if (!error.text[0]) {
		abort();
	}
	binary_free(binary);
	make_stock_free(make);
	return 0;
}
