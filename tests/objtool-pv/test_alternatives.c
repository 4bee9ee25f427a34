// SPDX-License-Identifier: GPL-2.0-only
/* .altinstructions: the size of a record is told from the table, and nothing else. */
#include <stdlib.h>

#include "../check.h"
#include "../../tools/objtool-pv/sites/alternatives.h"
#include "make_stock.h"

#define SITE	(STOCK_AT(STOCK_TEXT) + 0x100)

/* Three records for two sites, the later site first. */
static struct make_stock *three(unsigned int size)
{
	struct make_stock *make = make_stock(BINARY_BUILT);
	u64 code = make_stock_code(make, "\xfb\xfa\x90\x90", 4);

	make_stock_alternative(make, size, SITE + 32, code, 0x75, 0, 6, 1);
	make_stock_alternative(make, size, SITE, code + 1, 0x110, 1, 6, 3);
	make_stock_alternative(make, size, SITE, code + 4, 0x111, 0, 5, 0);
	return make;
}

static int load(struct make_stock *make, struct alternatives *alternatives,
		struct error *error)
{
	struct binary *binary = make_stock_binary(make);
	int found = alternatives_load(binary, alternatives, error);

	binary_free(binary);
	return found;
}

static void test_alternatives_sizes(void **state)
{
	unsigned int size;

	(void)state;
	for (size = 12; size <= 14; size++) {
		struct make_stock *make = three(size);
		struct alternatives alternatives;
		const struct alternative *at;
		u32 count;

		assert_int_equal(load(make, &alternatives, NULL), 1);
		assert_int_equal(alternatives.record_size, size);
		assert_int_equal(alternatives.count, 3);
		assert_int_equal(alternatives.start, STOCK_AT(STOCK_ALTERNATIVES));
		at = alternatives_at(&alternatives, SITE, &count);
		assert_int_equal(count, 2);
		assert_int_equal(at[0].index, 1);
		assert_int_equal(at[0].feature, 0x110);
		assert_true(at[0].without);
		assert_false(at[0].direct);
		assert_int_equal(at[0].code, STOCK_AT(STOCK_CODE) + 1);
		assert_int_equal(at[0].code_len, 3);
		assert_int_equal(at[1].index, 2);
		assert_int_equal(at[1].len, 5);
		assert_false(at[1].without);
		at = alternatives_at(&alternatives, SITE + 32, &count);
		assert_int_equal(count, 1);
		assert_int_equal(at->feature, 0x75);
		assert_null(alternatives_at(&alternatives, SITE + 1, &count));
		assert_null(alternatives_at(&alternatives, UINT64_MAX, &count));
		assert_int_equal(count, 0);
		alternatives_free(&alternatives);
		make_stock_free(make);
	}
}

static void test_alternatives_flags(void **state)
{
	struct make_stock *make = make_stock(BINARY_BUILT);
	struct alternatives alternatives;
	unsigned int flags;

	(void)state;
	for (flags = 0; flags < 4; flags++)
		make_stock_alternative(make, 14, SITE, SITE, 1, flags, 6, 1);
	assert_int_equal(load(make, &alternatives, NULL), 1);
	for (flags = 0; flags < 4; flags++) {
		assert_int_equal(alternatives.record[flags].without, flags & 1);
		assert_int_equal(alternatives.record[flags].direct, flags >> 1);
	}
	alternatives_free(&alternatives);
	make_stock_free(make);
}

/* Each makes one record of 14 bytes impossible; a length that two sizes divide helps. */
static const struct {
	const char *name;
	u64 site, code;
	unsigned int feature, flags;
	u8 len, code_len;
} impossible[] = {
	{ "site is in data", STOCK_PV_OPS, SITE, 1, 0, 6, 1 },
	{ "site is nowhere", 0xffffffff80000000, SITE, 1, 0, 6, 1 },
	{ "site runs over the end", STOCK_AT(STOCK_TEXT) + STOCK_TEXT_SIZE - 5, SITE,
	  1, 0, 6, 1 },
	{ "replacement is in data", SITE, STOCK_PV_OPS, 1, 0, 6, 1 },
	{ "replacement runs over the end", SITE, STOCK_AT(STOCK_TEXT) +
	  STOCK_TEXT_SIZE - 5, 1, 0, 6, 6 },
	{ "replacement is longer", SITE, SITE, 1, 0, 6, 7 },
	{ "nothing is replaced", SITE, SITE, 1, 0, 0, 0 },
	{ "feature", SITE, SITE, 2048, 0, 6, 1 },
	{ "flags", SITE, SITE, 1, 16, 6, 1 },
};

static void test_alternatives_impossible(void **state)
{
	unsigned int i, at;

	(void)state;
	for (i = 0; i < COUNT(impossible); i++)
	for (at = 0; at < 3; at++) {
		struct make_stock *make = make_stock(BINARY_BUILT);
		struct alternatives alternatives;
		struct error error = { "" };
		unsigned int record;

		for (record = 0; record < 3; record++) {
			if (record != at)
				make_stock_alternative(make, 14, SITE, SITE, 1, 0, 6, 6);
			else
				make_stock_alternative(make, 14, impossible[i].site,
						       impossible[i].code,
						       impossible[i].feature,
						       impossible[i].flags,
						       impossible[i].len,
						       impossible[i].code_len);
		}
		same_number(impossible[i].name, load(make, &alternatives, &error), -1);
		assert_non_null(strstr(error.text, "fits no known layout"));
		assert_null(alternatives.record);
		make_stock_free(make);
	}
}

/* A replacement without bytes may be anywhere. */
static void test_alternatives_empty_replacement(void **state)
{
	struct make_stock *make = make_stock(BINARY_BUILT);
	struct alternatives alternatives;

	(void)state;
	make_stock_alternative(make, 12, SITE, 0xffffffff80000000, 1, 0, 6, 0);
	assert_int_equal(load(make, &alternatives, NULL), 1);
	alternatives_free(&alternatives);
	make_stock_free(make);
}

/*
 * 156 bytes are 13 records of 12 bytes and 12 of 13.  Records that fit both ways need
 * text wherever the displacements lead; a text over all of them is such a place.
 */
static void test_alternatives_ambiguous(void **state)
{
	enum { SIZE = 156 };
	u8 *text = calloc(1, 0x2000000), table[SIZE];
	struct binary *binary = binary_new("wide");
	struct alternatives alternatives;
	struct error error = { "" };

	(void)state;
	memset(table, 1, sizeof(table));
	binary_add_section(binary, &(struct binary_section){ .name = ".text",
		.addr = 0x10000000, .size = 0x2000000, .data = text,
		.alloc = true, .exec = true });
	binary_add_section(binary, &(struct binary_section){ .name = ".altinstructions",
		.addr = 0x10000000 - 0x1000, .size = SIZE, .data = table,
		.alloc = true });
	binary_ready(binary);
	assert_int_equal(alternatives_load(binary, &alternatives, &error), -1);
	assert_string_equal(error.text, "wide: .altinstructions fits records of 12 bytes "
			    "and of 13 bytes");
	binary_free(binary);
	free(text);
}

static void test_alternatives_unreadable(void **state)
{
	struct binary *binary = binary_new("kernel");
	struct alternatives alternatives;
	struct error error = { "" };
	struct binary_section section = { .name = ".altinstructions", .addr = 0x1000,
					 .size = 28, .alloc = true };

	(void)state;
	assert_int_equal(alternatives_load(binary, &alternatives, &error), 0);
	binary_add_section(binary, &section);
	assert_int_equal(alternatives_load(binary, &alternatives, &error), -1);
	assert_non_null(strstr(error.text, "name the kernel's file"));
	binary->sections[0].data = (const u8 *)"";
	binary->sections[0].size = 1ull << 40;
	memset(&error, 0, sizeof(error));
	assert_int_equal(alternatives_load(binary, &alternatives, &error), -1);
	assert_non_null(strstr(error.text, "larger than any kernel's"));
	binary->sections[0].size = 0;
	assert_int_equal(alternatives_load(binary, &alternatives, &error), 0);
	binary_free(binary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alternatives_sizes),
		cmocka_unit_test(test_alternatives_flags),
		cmocka_unit_test(test_alternatives_impossible),
		cmocka_unit_test(test_alternatives_empty_replacement),
		cmocka_unit_test(test_alternatives_ambiguous),
		cmocka_unit_test(test_alternatives_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
