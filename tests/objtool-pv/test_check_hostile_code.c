// SPDX-License-Identifier: GPL-2.0-only
/*
 * Code, sections and symbols made to take an auditor's time or memory, or to lead it
 * past their ends.  A test that does not end is ended by a signal.
 */
#include <stdlib.h>

#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define FAR		0xffffffffa0000000ull	/* where there is room for code */
#define SECONDS		60

/* A kernel whose code is @size bytes of @unit, again and again, in one function. */
static void make_code(struct small *small, u8 **code, u64 size, const void *unit, size_t len)
{
	u64 i;

	small_built(small);
	*code = calloc(1, size + 1);
	assert_non_null(*code);
	for (i = 0; i + len <= size; i += len)
		memcpy(*code + i, unit, len);
	binary_add_section(small->binary, &(struct binary_section){
		.name = ".text.more", .addr = FAR, .size = size, .data = *code,
		.alloc = true, .exec = true });
	small_add_symbol(small, "more", FAR, size, true);
}

/* Two million calls of a trampoline that no record names, in one function. */
static void test_check_hostile_code_calls(void **state)
{
	enum { SIZE = 10 << 20 };
	struct small small;
	u8 *code;
	u64 at;

	(void)state;
	end_after(SECONDS);
	make_code(&small, &code, SIZE, "\x90\x90\x90\x90\x90", 5);
	for (at = 0; at + 5 <= SIZE; at += 5)
		pvpatch_branch(code + at, false, FAR + at, AT(SMALL_CALL));
	assert_int_equal(small_check(&small, NULL), 0);
	assert_int_equal(small.findings.count + small.findings.dropped, SIZE / 5);
	assert_int_equal(small.findings.finding[0].rule, RULE_UNRECORDED);
	small_free(&small);
	free(code);
}

static void add_long_functions(struct small *small, u64 size)
{
	static char names[64][8];
	unsigned int i;

	for (i = 0; i < 64; i++) {
		snprintf(names[i], sizeof(names[i]), "long%u", i);
		binary_add_symbol(small->binary, &(struct binary_symbol){
			FAR + i, size - 64 * i, names[i], true, false });
	}
	binary_ready(small->binary);
}

/* Functions that begin side by side and all go on for 4 MB: what is decoded is bounded. */
static void test_check_hostile_code_functions(void **state)
{
	enum { SIZE = 4 << 20 };
	struct small small;
	unsigned int i;
	u8 *code;

	(void)state;
	end_after(SECONDS);
	make_code(&small, &code, SIZE, "\x90", 1);
	add_long_functions(&small, SIZE);
	for (i = 0; i < 64; i++)
		small_add_record(&small, FAR + SIZE - 64 * i - 8, 0, PVOPS_V_CALL, 5);
	assert_int_equal(small_check(&small, NULL), 0);
	assert_true(small.findings.count >= 64);
	assert_int_equal(small.findings.nunchecked, 1);
	assert_non_null(strstr(small.findings.unchecked[0], "could not be decoded"));
	small_free(&small);
	free(code);
}

/* Sections that overlap may end a function before the site that is in it. */
static void test_check_hostile_code_sections(void **state)
{
	static const u8 nops[0x100] = { [0 ... 0xff] = 0x90 };
	struct small small;

	(void)state;
	end_after(SECONDS);
	small_built(&small);
	binary_add_section(small.binary, &(struct binary_section){
		"outer", FAR, sizeof(nops), nops, true, true, false });
	binary_add_section(small.binary, &(struct binary_section){
		"inner", FAR + 8, 8, nops, true, true, false });
	small_add_symbol(&small, "f", FAR + 8, 0x80, true);
	small_add_record(&small, FAR + 0x40, 0, PVOPS_V_CALL, 5);
	assert_int_equal(small_check(&small, NULL), 0);
	assert_int_equal(small.findings.count, 1);
	assert_int_equal(small.findings.finding[0].addr, FAR + 0x40);
	small_free(&small);
}

/* Code that a section only claims. */
static void test_check_hostile_code_claims(void **state)
{
	struct small small;

	(void)state;
	end_after(SECONDS);
	small_built(&small);
	binary_add_section(small.binary, &(struct binary_section){
		".text.huge", 0x1000, 1ull << 60, NULL, true, true, false });
	small_add_symbol(&small, "huge", 0x1000, 1ull << 60, true);
	assert_int_equal(small_check(&small, NULL), 0);
	assert_int_equal(small.findings.count, 0);
	assert_true(small.findings.nunchecked >= 1);
	small_free(&small);
}

/* A record at the last addresses there are. */
static void test_check_hostile_code_last_address(void **state)
{
	static const u8 nops[16] = { 0 };
	struct small small;

	(void)state;
	end_after(SECONDS);
	small_built(&small);
	binary_add_section(small.binary, &(struct binary_section){
		"last", ~0ull - 15, 16, nops, true, true, false });
	small_add_symbol(&small, "last", ~0ull - 15, 16, true);
	small_add_record(&small, ~0ull - 2, 0, PVOPS_V_CALL, 5);
	small_add_record(&small, ~0ull - 15, 0, PVOPS_V_CALL, 15);
	assert_int_equal(small_check(&small, NULL), 0);
	assert_true(small.findings.count >= 2);
	small_free(&small);
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_hostile_code_calls),
		cmocka_unit_test(test_check_hostile_code_functions),
		cmocka_unit_test(test_check_hostile_code_sections),
		cmocka_unit_test(test_check_hostile_code_claims),
		cmocka_unit_test(test_check_hostile_code_last_address),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
