// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the first inputs of fuzz_sites and fuzz_btf with the builders of the tests:
 * make_sites_corpus FOLDER, where FOLDER has sites and btf.  The format of the former is
 * described in tests/fuzz/fuzz_sites.c.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../objtool-pv/make_btf.h"
#include "../objtool-pv/make_stock.h"

static const char *folder;

static FILE *create(const char *kind, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s/%s", folder, kind, name);
	file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	return file;
}

static void save_stock(const char *name, struct make_stock *make)
{
	FILE *file = create("sites", name);
	unsigned int i;

	fputc((make->state == BINARY_BOOTED) | (make->kind == BINARY_MODULE) << 1 |
	      make->copied << 2 | (make->extra != NULL) << 3 |
	      (make->counting == 9) << 4 | (make->counting == 10) << 5, file);
	for (i = 0; i < STOCK_PARTS; i++) {
		fputc(make->part[i].size & 0xff, file);
		fputc(make->part[i].size >> 8, file);
	}
	for (i = 0; i < STOCK_PARTS; i++)
		fwrite(make->part[i].data, 1, make->part[i].size, file);
	fwrite(make->now.data, 1, make->now.size, file);
	fclose(file);
	make_stock_free(make);
}

/* Sites of all kinds; @size of the records of alternatives, @para besides them. */
static struct make_stock *stock(enum binary_state state, unsigned int size, bool para)
{
	struct make_stock *make = make_stock(state);
	u64 at = STOCK_AT(STOCK_TEXT) + 0x10, code;

	make_stock_call(make, at, STOCK_PV_OPS + 8, 6);
	make_stock_call(make, at + 16, STOCK_PV_LOCK, 20);
	code = make_stock_code(make, "\xe8\0\0\0\0", 5);
	make_stock_alternative(make, size, at, code, 0x75, size == 14 ? 2 : 0, 6, 5);
	make_stock_alternative(make, size, at, code, 0x110, 1, 6, 3);
	make_stock_alternative(make, size, at + 16, code, 0x75, 0, 20, 5);
	code = make_stock_code(make, "\x74\x02\x48\x8b\x05\0\0\0\0\xe9\x10\0\0\0", 14);
	make_stock_alternative(make, size, at + 16, code, 0x110, 1, 20, 14);
	if (para) {
		make_stock_para(make, at, 1, 6);
		make_stock_para(make, at + 16, 200, 6);
	}
	make_stock_put(make, at + 64, "\xe8\0\0\0\0\xe9\0\0\0\0\x0f\x84\0\0\0\0", 16);
	make_stock_static(make, at + 64, STOCK_KEY, 0);
	make_stock_static(make, at + 69, STOCK_KEY, 1);
	make_stock_static(make, at + 74, STOCK_KEY + 32, 3);
	make->part[STOCK_BTF] = make_btf_done(make_btf_pv());
	return make;
}

static void save_btf(const char *name, struct make_btf *make)
{
	struct blob blob = make_btf_done(make);
	FILE *file = create("btf", name);

	fwrite(blob.data, 1, blob.size, file);
	fclose(file);
	free(blob.data);
}

/* One type of each kind, with what follows it. */
static struct make_btf *every_kind(void)
{
	static const u8 words[] = {
		[BTF_INT] = 1, [BTF_ARRAY] = 3, [BTF_STRUCT] = 3, [BTF_UNION] = 3,
		[BTF_ENUM] = 2, [BTF_FUNC_PROTO] = 2, [BTF_VAR] = 1, [BTF_DATASEC] = 3,
		[BTF_DECL_TAG] = 1, [BTF_ENUM64] = 3,
	};
	struct make_btf *make = make_btf();
	unsigned int kind;

	for (kind = BTF_INT; kind <= BTF_ENUM64; kind++) {
		make_btf_type(make, kind, "name", 1, kind & 1, kind);
		if (kind < sizeof(words))
			make_btf_words(make, (u32[]){ 0, kind, 64 }, words[kind]);
	}
	return make;
}

/* 5.10: nothing after the last record, and a jump. */
static struct make_stock *cut_off(enum binary_state state)
{
	struct make_stock *make = stock(state, 12, true);

	make_stock_put(make, STOCK_AT(STOCK_TEXT) + 0x40, "\xff\x25\xba\xff\x4f\x00", 6);
	make_stock_para(make, STOCK_AT(STOCK_TEXT) + 0x40, 0, 6);
	make->part[STOCK_PARA].size -= 4;
	make->extra = "native_patch";
	return make;
}

/* 7.2 with call depth tracking: what counts a call, and code in data. */
static struct make_stock *counts_calls(void)
{
	static const u8 code[] = "\x65\x48\xc1\x3d\x00\x10\x03\x00\x05";
	static const u8 pad[] = "\x65\x48\xc1\x3d\xc9\x0b\x53\x00\x05";
	struct make_stock *make = stock(BINARY_BOOTED, 14, false);

	make->copied = true;
	make->counting = 9;
	make_stock_put(make, STOCK_COUNTING, code, 9);
	make_stock_put(make, STOCK_FUNCTION - 9, pad, 9);
	return make;
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	folder = argv[1];
	save_stock("6.12", stock(BINARY_BOOTED, 14, false));
	save_stock("6.1", stock(BINARY_BOOTED, 12, true));
	save_stock("6.1-file", stock(BINARY_BUILT, 13, true));
	save_stock("5.10-file", cut_off(BINARY_BUILT));
	save_stock("5.10", cut_off(BINARY_BOOTED));
	save_stock("7.2-counts", counts_calls());
	save_btf("pv", make_btf_pv());
	save_btf("kinds", every_kind());
	return 0;
}
