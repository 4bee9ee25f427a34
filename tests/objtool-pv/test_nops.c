// SPDX-License-Identifier: GPL-2.0-only
/* Padding: exactly what each generation of kernels writes. */
#include "../check.h"
#include "../../tools/objtool-pv/sites/nops.h"

static const struct {
	const char *name;
	enum nop_style style;
	unsigned int len;
	const char *bytes;
} cases[] = {
	{ "nothing", NOPS_8, 0, "" },
	{ "1", NOPS_8, 1, "\x90" },
	{ "2", NOPS_11_JUMP, 2, "\x66\x90" },
	{ "3", NOPS_8_JUMP, 3, "\x0f\x1f\x00" },
	{ "4", NOPS_8, 4, "\x0f\x1f\x40\x00" },
	{ "5", NOPS_8, 5, "\x0f\x1f\x44\x00\x00" },
	{ "6", NOPS_8, 6, "\x66\x0f\x1f\x44\x00\x00" },
	{ "7", NOPS_8, 7, "\x0f\x1f\x80\x00\x00\x00\x00" },
	{ "8", NOPS_8_JUMP, 8, "\x0f\x1f\x84\x00\x00\x00\x00\x00" },
	{ "9 in two", NOPS_8, 9, "\x0f\x1f\x84\x00\x00\x00\x00\x00\x90" },
	{ "9 as a jump", NOPS_8_JUMP, 9, "\xeb\x07\xcc\xcc\xcc\xcc\xcc\xcc\xcc" },
	{ "9 in one", NOPS_11_JUMP, 9, "\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00" },
	{ "10 in one", NOPS_11_JUMP, 10, "\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00" },
	{ "11 in one", NOPS_11_JUMP, 11,
	  "\x66\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00" },
	{ "12 as a jump", NOPS_11_JUMP, 12,
	  "\xeb\x0a\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc\xcc" },
};

static void test_nops_fill(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		u8 bytes[16], want[16];

		memset(bytes, 0xaa, sizeof(bytes));
		memset(want, 0xaa, sizeof(want));
		memcpy(want, cases[i].bytes, cases[i].len);
		nops_fill(cases[i].style, bytes, cases[i].len);
		same_bytes(cases[i].name, bytes, want, sizeof(bytes));
	}
}

static void test_nops_fill_long(void **state)
{
	u8 bytes[255];

	(void)state;
	nops_fill(NOPS_11_JUMP, bytes, 127);
	same_bytes("127", bytes, "\xeb\x7d\xcc", 3);
	nops_fill(NOPS_11_JUMP, bytes, 128);
	same_bytes("128", bytes, "\xe9\x7b\x00\x00\x00\xcc", 6);
	assert_int_equal(bytes[127], 0xcc);
	nops_fill(NOPS_8, bytes, 255);
	assert_true(nops_only(bytes, 255));
}

static void test_nops_only(void **state)
{
	(void)state;
	assert_true(nops_only((const u8 *)"", 0));
	assert_true(nops_only((const u8 *)"\x90\x90\x66\x90", 4));
	assert_true(nops_only((const u8 *)"\x66\x66\x2e\x0f\x1f\x84\0\0\0\0\0", 11));
	assert_false(nops_only((const u8 *)"\x90\xfb", 2));
	assert_false(nops_only((const u8 *)"\x0f\x1f\x44\x00\x01", 5));
	assert_false(nops_only((const u8 *)"\x0f\x1f\x44\x00\x00", 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nops_fill),
		cmocka_unit_test(test_nops_fill_long),
		cmocka_unit_test(test_nops_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
