// SPDX-License-Identifier: GPL-2.0-only
/* kallsyms: every layout, every place where counts are special, and damage. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/input/kallsyms.h"
#include "make_elf.h"
#include "make_kallsyms.h"

/* Code ends in the middle of the symbols: what is after it is no function. */
#define CODE	0x800

static struct binary *kernel(const struct blob *rodata)
{
	struct binary *binary = binary_new("test");

	binary_add_section(binary, &(struct binary_section){
		.name = ".text", .addr = MAKE_TEXT, .size = CODE, .alloc = true,
		.exec = true });
	binary_add_section(binary, &(struct binary_section){
		.name = ".rodata", .addr = MAKE_RODATA, .size = rodata->size,
		.data = rodata->data, .alloc = true });
	return binary;
}

static void check_symbol(const char *name, const struct make_kallsyms *make, u32 i,
			 const struct binary_symbol *got)
{
	char want[KALLSYMS_ROOM];
	u64 addr = make_kallsyms_addr(make, i);

	make_kallsyms_name(i, want);
	if (strcmp(got->name, want + 1))
		fail_msg("%s: symbol %u is %s, not %s", name, i, got->name, want + 1);
	same_number(name, got->addr, addr);
	same_number(name, got->size, 0);
	same_number(name, got->function, (want[0] == 't' || want[0] == 'T') &&
					 addr < MAKE_TEXT + CODE);
}

static void check_all(const char *name, struct make_kallsyms *make)
{
	struct blob rodata = make_kallsyms(make);
	struct binary *binary = kernel(&rodata);
	struct error error = { "" };
	u32 i;

	same_number(name, kallsyms_read(binary, &error), make->count - make->percpu);
	assert_string_equal(error.text, "");
	same_number(name, binary->nsymbols, make->count - make->percpu);
	assert_string_equal(binary->symbol_source, "kallsyms");
	for (i = make->percpu; i < make->count; i++)
		check_symbol(name, make, i, &binary->symbols[i - make->percpu]);
	binary_free(binary);
	blob_free(&rodata);
}

static void test_kallsyms_every_layout(void **state)
{
	static const u32 counts[] = { 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 5001 };
	unsigned int layout, i, before;

	(void)state;
	for (layout = 0; layout < LAYOUTS; layout++)
	for (i = 0; i < COUNT(counts); i++)
	for (before = 0; before < 20; before += 3) {
		struct make_kallsyms make = { .layout = layout, .count = counts[i],
					      .before = before };

		check_all(layout_names[layout], &make);
		make.plain = true;
		check_all(layout_names[layout], &make);
		if (layout == LAYOUT_7_2)
			continue;
		make.plain = false;
		make.percpu = counts[i] / 3;
		check_all(layout_names[layout], &make);
	}
}

/* What looks like tokens, but without the other tables, is not what is looked for. */
static void test_kallsyms_decoy(void **state)
{
	struct make_kallsyms make = { .layout = LAYOUT_6_5, .count = 300 };
	struct blob real = make_kallsyms(&make), both;
	u64 start = make.at[PART_TOKENS], length = make.at[PART_OFFSETS] - start;
	struct error error = { "" };
	struct binary *binary;

	(void)state;
	assert_int_equal(length % 8, 0);
	both.size = length + real.size;
	both.data = malloc(both.size);
	memcpy(both.data, real.data + start, length);
	memcpy(both.data + length, real.data, real.size);
	binary = kernel(&both);
	assert_int_equal(kallsyms_read(binary, &error), 300);
	binary_free(binary);
	blob_free(&both);
	blob_free(&real);
}

static const struct {
	const char *name;
	enum kallsyms_part part;
	u32 offset;
	u8 change;	/* is added to the byte there */
	int ret;
} damages[] = {
	{ "nothing", PART_NUM, 0, 0, 300 },
	{ "one symbol more", PART_NUM, 0, 1, -1 },
	{ "a count in the millions", PART_NUM, 3, 1, -1 },
	{ "a number after the count", PART_NUM, 4, 1, -1 },
	{ "a longer first name", PART_NAMES, 0, 1, -1 },
	{ "a name without codes", PART_NAMES, 0, 0xfd, -1 },
	{ "a first marker that is not 0", PART_MARKERS, 0, 1, -1 },
	{ "a second marker that is wrong", PART_MARKERS, 4, 1, -1 },
	{ "a letter that is another", PART_TOKENS, 0, 1, 300 },
	{ "a token that is not printable", PART_TOKENS, 0, 0x90, 0 },
	{ "an index that does not begin with 0", PART_INDEX, 0, 1, 0 },
	{ "an index that does not fit", PART_INDEX, 100, 1, 0 },
	{ "a base that is no kernel's", PART_BASE, 7, 1, -1 },
	{ "a first offset that is not the base", PART_OFFSETS, 0, 0xff, -1 },
	{ "offsets out of order", PART_OFFSETS, 40 * 4 + 1, 0x80, -1 },
	{ "an absolute one after others", PART_OFFSETS, 40 * 4 + 3, 0x80, -1 },
};

/* 7.2 has no base, and names follow the count at once. */
static bool in_7_2(unsigned int i)
{
	return damages[i].part != PART_BASE &&
	       !(damages[i].part == PART_NUM && damages[i].offset == 4);
}

static void test_kallsyms_damage(void **state)
{
	unsigned int i, layout;

	(void)state;
	for (layout = 0; layout < LAYOUTS; layout++)
	for (i = 0; i < COUNT(damages); i++) {
		struct make_kallsyms make = { .layout = layout, .count = 300 };
		struct blob rodata = make_kallsyms(&make);
		struct error error = { "" };
		struct binary *binary;

		if (layout == LAYOUT_7_2 && !in_7_2(i)) {
			blob_free(&rodata);
			continue;
		}
		rodata.data[make.at[damages[i].part] + damages[i].offset] +=
			damages[i].change;
		binary = kernel(&rodata);
		same_number(damages[i].name, kallsyms_read(binary, &error),
			    damages[i].ret);
		same_number(damages[i].name, !error.text[0], damages[i].ret >= 0);
		binary_free(binary);
		blob_free(&rodata);
	}
}

/* A letter's token is checked by itself, as no other table depends on it. */
static void test_kallsyms_letters(void **state)
{
	struct make_kallsyms make = { .layout = LAYOUT_6_5, .count = 300 };
	struct blob rodata = make_kallsyms(&make);
	u64 index = make.at[PART_INDEX] + 2 * 'q';
	u64 at = make.at[PART_TOKENS] +
		 (rodata.data[index] | rodata.data[index + 1] << 8);
	struct binary *binary = kernel(&rodata);
	struct error error = { "" };

	(void)state;
	assert_int_equal(rodata.data[at], 'q');
	rodata.data[at] = 'r';
	assert_int_equal(kallsyms_read(binary, &error), 0);
	binary_free(binary);
	blob_free(&rodata);
}

static void test_kallsyms_cut_off(void **state)
{
	unsigned int layout;

	(void)state;
	for (layout = 0; layout < LAYOUTS; layout++) {
		struct make_kallsyms make = { .layout = layout, .count = 270 };
		struct blob rodata = make_kallsyms(&make);
		u64 last = make.layout >= LAYOUT_6_5 ? make.at[PART_SEQS] :
						       make.at[PART_INDEX] + 512;

		for (rodata.size = 0; rodata.size < last; rodata.size += 5) {
			struct error error = { "" };
			struct blob part = { malloc(rodata.size), rodata.size };
			struct binary *binary = kernel(&part);

			memcpy(part.data, rodata.data, part.size);
			assert_true(kallsyms_read(binary, &error) <= 0);
			binary_free(binary);
			blob_free(&part);
		}
		blob_free(&rodata);
	}
}

/*
 * Megabytes in which names could begin everywhere are given up: every 8 bytes there is
 * a count of 127 symbols, and after it there are 127 names, of 127 codes each.
 */
static void test_kallsyms_everywhere(void **state)
{
	struct make_kallsyms make = { .layout = LAYOUT_6_1, .count = 1, .plain = true };
	struct blob real = make_kallsyms(&make), many;
	struct kallsyms tables = { .align = KALLSYMS_ALIGN, .work = KALLSYMS_WORK };
	const size_t front = 8u << 20;
	size_t i;

	(void)state;
	many.size = front + real.size - make.at[PART_MARKERS];
	many.data = malloc(many.size);
	for (i = 0; i < front; i += 8)
		memcpy(many.data + i, "\x7f\0\0\0\0\0\0\0", 8);
	/* The only ones that would end where the markers begin lack the last name. */
	many.data[front - 128] = 0;
	memcpy(many.data + front, real.data + make.at[PART_MARKERS], many.size - front);
	tables.data = many.data;
	tables.size = many.size;
	assert_true(kallsyms_find_tokens(&tables, 0));
	assert_false(kallsyms_find_names(&tables));
	assert_int_equal(tables.work, 0);
	blob_free(&many);
	blob_free(&real);
}

static void test_kallsyms_none(void **state)
{
	u8 zeros[4096] = { 0 };
	struct blob rodata = { zeros, sizeof(zeros) };
	struct binary *binary = kernel(&rodata), *empty = binary_new("empty");
	struct error error = { "" };

	(void)state;
	assert_int_equal(kallsyms_read(binary, &error), 0);
	assert_int_equal(kallsyms_read(empty, &error), 0);
	assert_string_equal(error.text, "");
	binary_free(binary);
	binary_free(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kallsyms_every_layout),
		cmocka_unit_test(test_kallsyms_decoy),
		cmocka_unit_test(test_kallsyms_damage),
		cmocka_unit_test(test_kallsyms_letters),
		cmocka_unit_test(test_kallsyms_cut_off),
		cmocka_unit_test(test_kallsyms_everywhere),
		cmocka_unit_test(test_kallsyms_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
