// SPDX-License-Identifier: GPL-2.0-only
/*
 * Trampolines as each CPU gets them: the branches that apply_retpolines() of upstream
 * (arch/x86/kernel/alternative.c) leaves are legal, and no other bit of them may differ.
 */
#include <stdio.h>
#include <string.h>

#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define JUMPS		PVOP_cpu_io_delay	/* a C function */
#define CALLS		PVOP_irq_save_fl	/* keeps %r11 */
#define LEAVES		PVOP_leave_iret		/* pushes, and returns */
#define NEW		0x2000			/* where other thunks are */

/* What is after the load of %r11, or the push; a target is an offset, or 0 for none. */
static const struct {
	const char *name;
	unsigned int op;
	const char *code;
	unsigned int len;
	unsigned int branch;	/* where the displacement is */
	u64 target;
	const char *symbol;	/* of the target, where it has a new one */
	unsigned int legal;	/* how many of the bytes are looked at */
} forms[] = {
	{ "retpoline", JUMPS, "\x2e\xe9____\xcc", 7, 2, SMALL_R11, NULL, 7 },
	{ "depth", JUMPS, "\x2e\xe9____\xcc", 7, 2, NEW, "__x86_indirect_jump_thunk_r11", 7 },
	{ "its", JUMPS, "\x2e\xe9____\xcc", 7, 2, SMALL_ITS, NULL, 7 },
	{ "fence", JUMPS, "\x0f\xae\xe8\x41\xff\xe3\xcc", 7, 0, 0, NULL, 7 },
	{ "plain", JUMPS, "\x41\xff\xe3\xcc\x66\x90\xcc", 7, 0, 0, NULL, 4 },
	{ "return", JUMPS, "\xe9____\xcc", 6, 1, NEW, "pvops_branch_r11", 6 },
	{ "retpoline call", CALLS, "\x2e\xe8____\x41\x5b\xc3", 9, 2, SMALL_R11, NULL, 9 },
	{ "depth call", CALLS, "\x2e\xe8____\x41\x5b\xc3", 9, 2, NEW,
	  "__x86_indirect_call_thunk_r11", 9 },
	{ "its call", CALLS, "\x2e\xe8____\x41\x5b\xc3", 9, 2, SMALL_ITS, NULL, 9 },
	{ "fence call", CALLS, "\x0f\xae\xe8\x41\xff\xd3\x41\x5b\xc3", 9, 0, 0, NULL, 9 },
	{ "plain call", CALLS, "\x41\xff\xd3\x0f\x1f\x00\x41\x5b\xc3", 9, 0, 0, NULL, 9 },
	{ "call without room", CALLS, "\x41\xff\xd3\x41\x5b\xc3", 6, 0, 0, NULL, 6 },
	{ "return call", CALLS, "\xe8____\x41\x5b\xc3", 8, 1, NEW, "pvops_branch_r11", 8 },
	{ "return thunk", CALLS, "\x2e\xe8____\x41\x5b\xe9____", 13, 9, NEW,
	  "srso_alias_return_thunk", 2 },
	{ "left", LEAVES, "\xe9____", 5, 1, SMALL_RETURN, NULL, 5 },
	{ "left by another thunk", LEAVES, "\xe9____", 5, 1, NEW, "retbleed_return_thunk", 5 },
	{ "left plainly", LEAVES, "\xc3", 1, 0, 0, NULL, 1 },
};

static unsigned int findings_of(struct small *small)
{
	struct error error;
	unsigned int count;

	memcpy(small->file, small->now, SMALL_TEXT_END);
	assert_int_equal(small_check(small, &error), 0);
	count = small->findings.count;
	findings_free(&small->findings);
	tables_free(&small->tables);
	memset(&small->findings, 0, sizeof(small->findings));
	memset(&small->tables, 0, sizeof(small->tables));
	return count;
}

/* The offset of what is after the load or the push. */
static u64 after(unsigned int op)
{
	if (small_variant(op) == PVOPS_V_JUMP)
		return SMALL_TRAMPOLINE(op) + 6;
	return SMALL_TRAMPOLINE(op) + (small_saves(op) ? 2 : 0) + 7;
}

static void put_form(struct small *small, size_t i)
{
	u64 at = after(forms[i].op), branch = at + forms[i].branch;

	memcpy(small_at(small, AT(at)), forms[i].code, forms[i].len);
	if (!strcmp(forms[i].name, "return thunk"))
		small_put(small, at + 2, SMALL_R11 - at - 6, 4);
	if (forms[i].target)
		small_put(small, branch, forms[i].target - branch - 4, 4);
	if (forms[i].symbol)
		small_add_symbol(small, forms[i].symbol, AT(forms[i].target), 16, true);
}

static void make(struct small *small, size_t i)
{
	small_booted(small, PVPATCH_INDIRECT);
	put_form(small, i);
}

static void test_trampolines_legal(void **state)
{
	struct small small;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		make(&small, i);
		if (findings_of(&small))
			fail_msg("%s: a form that is legal was found", forms[i].name);
		small_free(&small);
	}
}

/* Every bit, from the first byte of the trampoline on. */
static void test_trampolines_damaged(void **state)
{
	struct small small;
	unsigned int bit;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		u64 start = SMALL_TRAMPOLINE(forms[i].op);
		u64 end = after(forms[i].op) + forms[i].legal;

		make(&small, i);
		for (bit = 0; bit < 8 * (end - start); bit++) {
			u8 *byte = small_at(&small, AT(start + bit / 8));

			*byte ^= 1 << bit % 8;
			if (!findings_of(&small))
				fail_msg("%s: bit %u of byte %u", forms[i].name, bit % 8,
					 bit / 8);
			*byte ^= 1 << bit % 8;
		}
		small_free(&small);
	}
}

/* A thunk against ITS is one only in the upper half of a line, and if it jumps. */
static void test_trampolines_its(void **state)
{
	static const size_t its = 2;
	struct small small;

	(void)state;
	assert_string_equal(forms[its].name, "its");
	make(&small, its);
	*small_at(&small, AT(SMALL_ITS) + 2) = 0xe2;
	assert_int_equal(findings_of(&small), 1);
	small_free(&small);

	make(&small, its);
	memcpy(small_at(&small, AT(NEW)), small_at(&small, AT(SMALL_ITS)), 4);
	small_put(&small, after(JUMPS) + 2, NEW - after(JUMPS) - 6, 4);
	assert_int_equal(findings_of(&small), 1);
	small_free(&small);
}

/* The end of what can be read ends a trampoline, too. */
static void test_trampolines_cut(void **state)
{
	struct small small;
	u64 at;

	(void)state;
	for (at = SMALL_TRAMPOLINE(CALLS); at < SMALL_TRAMPOLINE(CALLS) + 22; at++) {
		small_booted(&small, PVPATCH_INDIRECT);
		small.hole = AT(at);
		assert_int_equal(findings_of(&small), 1);
		small_free(&small);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trampolines_legal),
		cmocka_unit_test(test_trampolines_damaged),
		cmocka_unit_test(test_trampolines_its),
		cmocka_unit_test(test_trampolines_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
