// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of kallsyms, in all the orders that kernels have had them in; written from
 * the format's description, with a fixed set of tokens instead of the best one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/objtool-pv/alloc.h"
#include "make_elf.h"
#include "make_kallsyms.h"

const char *const layout_names[LAYOUTS] = { "6.1", "6.2", "6.5", "7.2" };

static const enum kallsyms_part order[LAYOUTS][PARTS + 1] = {
	[LAYOUT_6_1] = { PART_OFFSETS, PART_BASE, PART_NUM, PART_NAMES, PART_MARKERS,
			 PART_TOKENS, PART_INDEX, PARTS },
	[LAYOUT_6_2] = { PART_OFFSETS, PART_BASE, PART_NUM, PART_NAMES, PART_MARKERS,
			 PART_SEQS, PART_TOKENS, PART_INDEX, PARTS },
	[LAYOUT_6_5] = { PART_NUM, PART_NAMES, PART_MARKERS, PART_TOKENS, PART_INDEX,
			 PART_OFFSETS, PART_BASE, PART_SEQS, PARTS },
	[LAYOUT_7_2] = { PART_NUM, PART_NAMES, PART_MARKERS, PART_TOKENS, PART_INDEX,
			 PART_OFFSETS, PART_SEQS, PARTS },
};

/* Other printable characters are themselves; these codes stand for more. */
static const char *const words[] = {
	"native_", "xen_", "pv_", "write_", "read_", "cr3", "irq_", "save_", "_fl",
	"symbol", "Tp", "tn", "__", "page", "table", "lock",
};

static void token(u32 code, char *to)
{
	if (code > ' ' && code <= '~')
		sprintf(to, "%c", code);
	else if (code >= 128 && code < 128 + sizeof(words) / sizeof(words[0]))
		strcpy(to, words[code - 128]);
	else
		sprintf(to, "w%x", code);
}

/* Every 50th name needs two bytes for the length of its codes. */
void make_kallsyms_name(u32 i, char *to)
{
	snprintf(to, KALLSYMS_ROOM, "%csymbol_%u", i % 3 ? 'T' : i % 2 ? 'd' : 't', i);
	if (i % 50 == 49) {
		size_t length = strlen(to);

		memset(to + length, 'z', 300);
		to[length + 300] = '\0';
	}
}

u64 make_kallsyms_addr(const struct make_kallsyms *make, u32 i)
{
	return i < make->percpu ? 16 * (u64)i : MAKE_TEXT + 16 * (u64)(i - make->percpu);
}

static void put(struct blob *to, u64 value, int bytes)
{
	for (; bytes; bytes--, value >>= 8) {
		to->data = xgrow_array(to->data, to->size, 1);
		to->data[to->size++] = (u8)value;
	}
}

/* "symbol" becomes one code; the rest stays as it is. */
static void put_name(struct blob *to, u32 i)
{
	char name[KALLSYMS_ROOM], codes[KALLSYMS_ROOM], *word;
	size_t length, n;

	make_kallsyms_name(i, name);
	strcpy(codes, name);
	word = strstr(codes, "symbol");
	*word = (char)(128 + 9);
	memmove(word + 1, word + 6, strlen(word + 6) + 1);
	length = strlen(codes);
	put(to, length > 0x7f ? (length & 0x7f) | 0x80 : length, 1);
	if (length > 0x7f)
		put(to, length >> 7, 1);
	for (n = 0; n < length; n++)
		put(to, (u8)codes[n], 1);
}

static void put_names(struct blob *to, const struct make_kallsyms *make, u32 *markers)
{
	u64 start = to->size;
	u32 i;

	for (i = 0; i < make->count; i++) {
		if (i % 256 == 0)
			markers[i / 256] = to->size - start;
		put_name(to, i);
	}
}

static void put_offsets(struct blob *to, const struct make_kallsyms *make)
{
	u32 i;

	for (i = 0; i < make->count; i++) {
		u64 addr = make_kallsyms_addr(make, i);

		if (make->layout == LAYOUT_7_2)
			put(to, addr - (MAKE_RODATA + to->size), 4);
		else if (make->plain)
			put(to, addr - MAKE_TEXT, 4);
		else if (i < make->percpu)
			put(to, addr, 4);
		else
			put(to, MAKE_TEXT - 1 - addr, 4);
	}
}

static void put_tokens(struct blob *to, u16 *index)
{
	u64 start = to->size;
	char text[16], *at;
	u32 i;

	for (i = 0; i < 256; i++) {
		index[i] = to->size - start;
		token(i, text);
		for (at = text; *at; at++)
			put(to, *at, 1);
		put(to, 0, 1);
	}
}

struct blob make_kallsyms(struct make_kallsyms *make)
{
	u32 *markers = xcalloc(make->count / 256 + 1, sizeof(*markers)), i, n;
	struct blob blob = { NULL, 0 };
	u16 index[256];

	for (i = 0; i < make->before; i++)
		put(&blob, 'a' + i % 26, 1);
	for (n = 0; order[make->layout][n] != PARTS; n++) {
		while (blob.size % (make->layout == LAYOUT_7_2 ? 4 : 8))
			put(&blob, 0, 1);
		make->at[order[make->layout][n]] = blob.size;
		switch (order[make->layout][n]) {
		case PART_NUM:
			put(&blob, make->count, 4);
			break;
		case PART_NAMES:
			put_names(&blob, make, markers);
			break;
		case PART_MARKERS:
			for (i = 0; i < (make->count + 255) / 256; i++)
				put(&blob, markers[i], 4);
			break;
		case PART_SEQS:
			for (i = 0; i < make->count; i++)
				put(&blob, (u64)(i & 0xff) << 16 | (i & 0xff00) | i >> 16, 3);
			break;
		case PART_TOKENS:
			put_tokens(&blob, index);
			break;
		case PART_INDEX:
			for (i = 0; i < 256; i++)
				put(&blob, index[i], 2);
			break;
		case PART_OFFSETS:
			put_offsets(&blob, make);
			break;
		default:
			put(&blob, MAKE_TEXT, 8);
		}
	}
	for (i = 0; i < 16; i++)
		put(&blob, 0xee, 1);
	free(markers);
	/* No byte more than there are, so that a reader that goes too far is seen. */
	blob.data = xrealloc_array(blob.data, blob.size, 1);
	return blob;
}
