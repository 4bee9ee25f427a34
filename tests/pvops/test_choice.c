// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a binding to the choice of a site: tables of a few rows, whose records are at addresses
 * of another kernel.
 */
#include "../../pvops/choice.c"
#include "../check.h"

#define AT		0xffffffff82000000	/* of the tables in that kernel */
#define FUNCTION	0xffffffff81000000
#define THUNK		0xffffffff81100000
#define KEEPER		0xffffffff81200000

enum { F_NOTHING, F_CLI, F_PLAIN, F_NINE, F_KEPT, F_UNKNOWN };

static const u8 code[] = {
	0xfa,							/* cli */
	0x48, 0xc7, 0x07, 0x00, 0x00, 0x00, 0x00, 0x0f, 0x09,	/* nine bytes */
	0x0f, 0x20, 0xc0,					/* mov %cr0,%rax */
};

static struct pvops_thunk thunk[4];
static struct pvops_template template[6];
static struct pvops_binding b;

static u64 function(unsigned int i)
{
	return FUNCTION + 0x100 * i;
}

static void add_thunk(unsigned int op, unsigned int variant)
{
	u32 row = b.thunk_rows.count++;
	u64 at = b.thunk_rows.at + row * sizeof(*thunk) + offsetof(struct pvops_thunk, offset);

	thunk[row] = (struct pvops_thunk){ (s32)(THUNK + 16 * row - at), op, variant, 0 };
}

static void add_template(unsigned int op, unsigned int variant, unsigned int f, u64 code_at,
			 unsigned int len, unsigned int flags)
{
	u32 row = b.template_rows.count++;
	u64 at = b.template_rows.at + row * sizeof(*template);

	template[row] = (struct pvops_template){
		(s32)(code_at - at - offsetof(struct pvops_template, code)),
		(s32)(function(f) - at - offsetof(struct pvops_template, function)),
		op, variant, len, flags,
	};
}

#define OP	PVOP_irq_irq_disable	/* returns nothing, keeps registers */

static int set_up(void **state)
{
	const u64 code_at = AT + 0x2000;

	(void)state;
	b = (struct pvops_binding){
		.thunk = thunk, .template = template, .code = code,
		.thunk_rows = { AT, 0 }, .template_rows = { AT + 0x1000, 0 },
		.code_rows = { code_at, sizeof(code) },
	};
	add_thunk(OP, PVOPS_V_CALL);
	add_thunk(OP, PVOPS_V_KEEP);
	add_template(PVOPS_T_ANY, 0, F_NOTHING, code_at, 0, 0);
	add_template(OP, PVOPS_V_CALL, F_CLI, code_at, 1, PVOPS_T_PREFIX);
	add_template(OP, PVOPS_V_CALL, F_PLAIN, code_at + 10, 3, 0);
	add_template(OP, PVOPS_V_CALL, F_NINE, code_at + 1, 9, PVOPS_T_PREFIX);
	add_template(OP, PVOPS_V_KEEP, F_KEPT, KEEPER, 0, PVOPS_T_BARE);
	return 0;
}

static struct pvpatch_choice choice_of(unsigned int f, unsigned int variant)
{
	struct pvpatch_site site = { 0xffffffff81300000, OP, variant, 5 };
	struct pvpatch_choice choice;

	memset(b.template_row, 0, sizeof(b.template_row));
	b.function[OP] = function(f);
	pvops_binding_index(&b);
	assert_int_equal(pvops_binding_choose(&b, &site, &choice), 0);
	return choice;
}

static const struct {
	const char *name;
	unsigned int function;
	int len;		/* of the code; -1: none */
	enum pvpatch_pad pad, slow;
} pads[] = {
	{ "nothing to do", F_NOTHING, 0, PVPATCH_NEXT_PREFIX, PVPATCH_NOPS },
	{ "code that takes prefixes", F_CLI, 1, PVPATCH_OWN_PREFIX, PVPATCH_NOPS },
	{ "code that takes none", F_PLAIN, 3, PVPATCH_NOPS, PVPATCH_NOPS },
	{ "no code", F_UNKNOWN, -1, PVPATCH_NOPS, PVPATCH_NOPS },
};

/* What fills a site is the template's to say, unless prefixes are slow for the operation. */
static void test_choice_pads(void **state)
{
	struct pvpatch_choice choice;
	unsigned int i, slow;

	(void)state;
	for (i = 0; i < COUNT(pads); i++)
	for (slow = 0; slow < 3; slow++) {
		b.nops[OP] = slow == 1;
		b.nops[OP + 1] = slow == 2;
		choice = choice_of(pads[i].function, PVOPS_V_KEEP);
		same_number(pads[i].name, choice.code.bytes ? choice.code.len : -1, pads[i].len);
		same_number(pads[i].name, choice.code.pad,
			    slow == 1 ? pads[i].slow : pads[i].pad);
	}
}

static void test_choice_targets(void **state)
{
	struct pvpatch_choice choice;

	(void)state;
	choice = choice_of(F_UNKNOWN, PVOPS_V_CALL);
	assert_int_equal(choice.indirect, THUNK);
	assert_int_equal(choice.direct, function(F_UNKNOWN));
	choice = choice_of(F_UNKNOWN, PVOPS_V_KEEP);
	assert_int_equal(choice.indirect, THUNK + 16);
	assert_int_equal(choice.direct, THUNK + 16);
	choice = choice_of(F_KEPT, PVOPS_V_KEEP);
	assert_int_equal(choice.indirect, THUNK + 16);
	assert_int_equal(choice.direct, KEEPER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_choice_pads, set_up),
		cmocka_unit_test_setup(test_choice_targets, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
