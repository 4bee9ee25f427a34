// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a binding to the choice of a site, and why the site is what comes of it: tables of a
 * few rows, whose records are at addresses of another kernel.
 */
#include "../../pvops/choice.c"
#include "../check.h"

#define AT		0xffffffff82000000	/* of the tables in that kernel */
#define FUNCTION	0xffffffff81000000
#define THUNK		0xffffffff81100000
#define KEEPER		0xffffffff81200000

enum { F_NOTHING, F_CLI, F_PLAIN, F_NINE, F_KEPT, F_BEHIND, F_UNKNOWN };

static const u8 code[] = {
	0xfa,							/* cli */
	0x48, 0xc7, 0x07, 0x00, 0x00, 0x00, 0x00, 0x0f, 0x09,	/* nine bytes */
	0x0f, 0x20, 0xc0,					/* mov %cr0,%rax */
};

static struct pvops_thunk thunk[4];
static struct pvops_template template[7];
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
#define LEAVE	PVOP_leave_iret		/* does not come back */

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
	add_thunk(LEAVE, PVOPS_V_JUMP);
	add_template(PVOPS_T_ANY, 0, F_NOTHING, code_at, 0, 0);
	add_template(OP, PVOPS_V_CALL, F_CLI, code_at, 1, PVOPS_T_PREFIX);
	add_template(OP, PVOPS_V_CALL, F_PLAIN, code_at + 10, 3, 0);
	add_template(OP, PVOPS_V_CALL, F_NINE, code_at + 1, 9, PVOPS_T_PREFIX);
	add_template(OP, PVOPS_V_KEEP, F_KEPT, KEEPER, 0, PVOPS_T_NOTHUNK);
	add_template(LEAVE, PVOPS_V_JUMP, F_BEHIND, code_at, 0, 0);
	return 0;
}

static struct pvpatch_choice choice_of(unsigned int f, unsigned int variant)
{
	struct pvpatch_site site = {
		0xffffffff81300000, variant == PVOPS_V_JUMP ? LEAVE : OP, variant, 5
	};
	struct pvpatch_choice choice;

	memset(b.template_row, 0, sizeof(b.template_row));
	b.function[site.op] = function(f);
	pvops_binding_index(&b);
	assert_int_equal(pvops_binding_choose(&b, &site, &choice), 0);
	same_number("jump", choice.jump, variant == PVOPS_V_JUMP);
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

/* The template says what fills a site, unless prefixes are slow for the operation. */
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
	choice = choice_of(F_UNKNOWN, PVOPS_V_JUMP);
	assert_int_equal(choice.indirect, THUNK + 32);
	assert_int_equal(choice.direct, function(F_UNKNOWN));
}

/* A site of calls is no site of jumps, whatever its record says. */
static void test_choice_other_kind(void **state)
{
	struct pvpatch_choice choice;
	unsigned int variant;

	(void)state;
	choice_of(F_BEHIND, PVOPS_V_JUMP);
	for (variant = 0; variant < PVOPS_VARIANTS; variant++) {
		struct pvpatch_site site = { 0xffffffff81300000, LEAVE, variant, 5 };

		same_number("leave", pvops_binding_choose(&b, &site, &choice),
			    variant == PVOPS_V_JUMP ? 0 : -PVPATCH_EVARIANT);
	}
	assert_int_equal(pvops_binding_choose(&b, &(struct pvpatch_site){
		0xffffffff81300000, OP, PVOPS_V_JUMP, 5 }, &choice), -PVPATCH_EVARIANT);
}

/* Only code of its own lets a jump stay: a function that does nothing would come back. */
static void test_choice_leave(void **state)
{
	struct pvpatch_choice choice;

	(void)state;
	choice = choice_of(F_NOTHING, PVOPS_V_JUMP);
	assert_null(choice.code.bytes);
	choice = choice_of(F_BEHIND, PVOPS_V_JUMP);
	assert_non_null(choice.code.bytes);
	assert_int_equal(choice.code.len, 0);
	assert_int_equal(choice.code.pad, PVPATCH_NEXT_PREFIX);
}

static const struct {
	const char *name;
	unsigned int function, variant;
	enum pvpatch_form form;		/* in mode inline */
	struct pvops_why why;
} whys[] = {
	{ "nothing", F_NOTHING, PVOPS_V_KEEP, PVPATCH_INLINE, { PVOPS_WHY_CODE, 0 } },
	{ "code", F_CLI, PVOPS_V_KEEP, PVPATCH_INLINE, { PVOPS_WHY_CODE, 0 } },
	{ "no code", F_UNKNOWN, PVOPS_V_CALL, PVPATCH_DIRECT, { PVOPS_WHY_NO_CODE, 0 } },
	{ "no code, a thunk", F_UNKNOWN, PVOPS_V_KEEP, PVPATCH_DIRECT,
	  { PVOPS_WHY_NO_CODE_THUNK, 0 } },
	{ "keeps registers", F_KEPT, PVOPS_V_KEEP, PVPATCH_DIRECT, { PVOPS_WHY_KEEPS, 0 } },
	{ "what stands behind", F_BEHIND, PVOPS_V_JUMP, PVPATCH_INLINE, { PVOPS_WHY_CODE, 0 } },
	{ "a jump elsewhere", F_UNKNOWN, PVOPS_V_JUMP, PVPATCH_DIRECT, { PVOPS_WHY_NO_CODE, 0 } },
	{ "long", F_NINE, PVOPS_V_CALL, PVPATCH_DIRECT, { PVOPS_WHY_LONG, 9 } },
	{ "long, a thunk", F_NINE, PVOPS_V_KEEP, PVPATCH_DIRECT, { PVOPS_WHY_LONG_THUNK, 9 } },
};

/* Where a site has another form than it should. */
static enum pvops_reason other(unsigned int row)
{
	return whys[row].variant == PVOPS_V_JUMP ? PVOPS_WHY_JUMP : PVOPS_WHY_OTHER;
}

static struct pvops_why why_of(unsigned int row, enum pvpatch_form want, int form)
{
	struct pvpatch_site site = {
		0xffffffff81300000, whys[row].variant == PVOPS_V_JUMP ? LEAVE : OP,
		whys[row].variant, 5
	};

	choice_of(whys[row].function, whys[row].variant);
	return pvops_binding_why(&b, &site, want, form);
}

/* In mode inline the form that the choice makes has its reason, all others another one. */
static void test_choice_why_inline(void **state)
{
	struct pvops_why why;
	unsigned int i;
	int form;

	(void)state;
	for (i = 0; i < COUNT(whys); i++)
	for (form = 0; form < PVPATCH_FORMS; form++) {
		bool made = form == (int)whys[i].form;

		why = why_of(i, PVPATCH_INLINE, form);
		same_number(whys[i].name, why.reason,
			    made ? whys[i].why.reason : other(i));
		same_number(whys[i].name, why.code, made ? whys[i].why.code : 0);
	}
}

/* In the other modes the mode is the reason. */
static void test_choice_why_mode(void **state)
{
	enum pvpatch_form want;
	unsigned int i;
	int form;

	(void)state;
	for (i = 0; i < COUNT(whys); i++)
	for (want = PVPATCH_INDIRECT; want < PVPATCH_INLINE; want++)
	for (form = 0; form < PVPATCH_FORMS; form++)
		same_number(whys[i].name, why_of(i, want, form).reason,
			    form == (int)want ? PVOPS_WHY_MODE : other(i));
}

static void test_choice_why_left(void **state)
{
	static const struct {
		int err;
		enum pvops_reason reason;
	} cases[] = {
		{ -PVPATCH_EOLD, PVOPS_WHY_OLD }, { -PVPATCH_EHELD, PVOPS_WHY_HELD },
		{ -PVPATCH_ETEXT, PVOPS_WHY_RECORD }, { -PVPATCH_ELENGTH, PVOPS_WHY_RECORD },
	};
	unsigned int i, want;
	struct pvpatch_site site = { 0xffffffff81300000, PVOPS_NR, PVOPS_V_KEEP, 5 };

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
	for (want = 0; want < PVPATCH_FORMS; want++)
		same_number("left", why_of(0, want, cases[i].err).reason, cases[i].reason);
	same_number("no operation", pvops_binding_why(&b, &site, PVPATCH_INLINE, 0).reason,
		    PVOPS_WHY_RECORD);
}

/* Each has a sentence of its own. */
static void test_choice_reason_text(void **state)
{
	unsigned int i, j;

	(void)state;
	for (i = 0; i < PVOPS_REASONS_NR; i++) {
		assert_true(strlen(pvops_reason_text(i)) > 0);
		for (j = 0; j < i; j++)
			assert_string_not_equal(pvops_reason_text(i), pvops_reason_text(j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_choice_pads, set_up),
		cmocka_unit_test_setup(test_choice_targets, set_up),
		cmocka_unit_test_setup(test_choice_other_kind, set_up),
		cmocka_unit_test_setup(test_choice_leave, set_up),
		cmocka_unit_test_setup(test_choice_why_inline, set_up),
		cmocka_unit_test_setup(test_choice_why_mode, set_up),
		cmocka_unit_test_setup(test_choice_why_left, set_up),
		cmocka_unit_test(test_choice_reason_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
