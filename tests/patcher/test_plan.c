// SPDX-License-Identifier: GPL-2.0-only
/* Plans: the right bytes of every form, for every op and every length. */
#include "fake_table.h"

#define ADDR	(FAKE_BASE + 0x123)

static struct fake_table table;

/* The plan of one site; nothing after its bytes is touched. */
static void check_plan(const char *name, const struct pvpatch_site *site,
		       const struct pvpatch_choice *choice,
		       enum pvpatch_form want, enum pvpatch_form form)
{
	struct pvpatch_plan plan;
	u8 bytes[PVPATCH_SITE_MAX];

	memset(&plan, FAKE_GUARD, sizeof(plan));
	memset(bytes, FAKE_GUARD, sizeof(bytes));
	same_number(name, pvpatch_plan(site, choice, want, &plan), 0);
	same_number(name, expect_form(site, choice, want, bytes), form);
	same_number(name, plan.form, form);
	same_bytes(name, plan.bytes, bytes, sizeof(bytes));
}

static void test_plan_every_op(void **state)
{
	unsigned int op, len, want;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	for (op = 0; op < FAKE_OPS; op++)
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		struct pvpatch_site site = { ADDR, op, 0, len };
		struct pvpatch_choice choice;
		unsigned int form = want;

		assert_int_equal(fake_choose(&table, &site, &choice), 0);
		if (want == PVPATCH_INLINE && (op % 17 > len))
			form = PVPATCH_DIRECT;
		check_plan(fake_op_names[op], &site, &choice, want, form);
	}
}

static void test_plan_lengths(void **state)
{
	struct pvpatch_choice choice = { ADDR + 100, ADDR + 200,
					 sample_code(1, false), false };
	unsigned int len, want;

	(void)state;
	for (len = 0; len <= 255; len++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		struct pvpatch_site site = { ADDR, 0, 0, len };
		struct pvpatch_plan plan;
		bool legal = len >= 5 && len <= 15;

		same_number("length", pvpatch_plan(&site, &choice, want, &plan),
			    legal ? 0 : -PVPATCH_ELENGTH);
	}
}

/* Every code in every site: inline where it fits, else the direct call. */
static void test_plan_inline_fits(void **state)
{
	unsigned int len, code, prefix;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (code = 0; code <= PVPATCH_SITE_MAX; code++)
	for (prefix = 0; prefix < 2; prefix++) {
		struct pvpatch_site site = { ADDR, 0, 0, len };
		struct pvpatch_choice choice = { ADDR + 100, ADDR - 200,
						 sample_code(code, prefix), false };

		check_plan("inline", &site, &choice, PVPATCH_INLINE,
			   code <= len ? PVPATCH_INLINE : PVPATCH_DIRECT);
	}
}

static const struct {
	const char *name;
	struct pvpatch_choice choice;
	const char *bytes[PVPATCH_FORMS];	/* NULL: out of reach */
} cases[] = {
	{ "all forms",
	  { 0x1100, 0x1200, { (const u8 *)"\xfa", 1, PVPATCH_OWN_PREFIX }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", "\x66\x90\xe8\xf9\x01\x00\x00",
	    "\x2e\x2e\x2e\x2e\x2e\x2e\xfa" } },
	{ "no inline code",
	  { 0x1100, 0x1200, { NULL, 0, PVPATCH_NOPS }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", "\x66\x90\xe8\xf9\x01\x00\x00",
	    "\x66\x90\xe8\xf9\x01\x00\x00" } },
	{ "no inline code, but a length",
	  { 0x1100, 0x1200, { NULL, 1, PVPATCH_OWN_PREFIX }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", "\x66\x90\xe8\xf9\x01\x00\x00",
	    "\x66\x90\xe8\xf9\x01\x00\x00" } },
	{ "inline code is nothing",
	  { 0x1100, 0x1200, { (const u8 *)"", 0, PVPATCH_NEXT_PREFIX }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", "\x66\x90\xe8\xf9\x01\x00\x00",
	    "\x0f\x1f\x80\x00\x00\x00\x00" } },
	{ "a form needs only its own target: indirect is out of reach",
	  { 0x80001007, 0x1200, { (const u8 *)"\xfa", 1, PVPATCH_NOPS }, false },
	  { NULL, "\x66\x90\xe8\xf9\x01\x00\x00",
	    "\xfa\x66\x0f\x1f\x44\x00\x00" } },
	{ "a form needs only its own target: direct is out of reach",
	  { 0x1100, 0x80001007, { (const u8 *)"\xfa", 1, PVPATCH_NOPS }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", NULL,
	    "\xfa\x66\x0f\x1f\x44\x00\x00" } },
	{ "inline does not fit and direct is out of reach",
	  { 0x1100, 0x80001007, { (const u8 *)"\xfa\xfa\xfa\xfa\xfa\xfa\xfa\xfa",
				  8, PVPATCH_NOPS }, false },
	  { "\x66\x90\xe8\xf9\x00\x00\x00", NULL, NULL } },
	{ "a jump",
	  { 0x1100, 0x1200, { (const u8 *)"\xfa", 1, PVPATCH_OWN_PREFIX }, true },
	  { "\x66\x90\xe9\xf9\x00\x00\x00", "\x66\x90\xe9\xf9\x01\x00\x00",
	    "\x2e\x2e\x2e\x2e\x2e\x2e\xfa" } },
	{ "a jump that is out of reach",
	  { 0x80001007, 0xffffffff80001007, { NULL, 0, PVPATCH_NOPS }, true },
	  { NULL, "\x66\x90\xe9\x00\x00\x00\x80", "\x66\x90\xe9\x00\x00\x00\x80" } },
	{ "farthest targets",
	  { 0x80001006, 0xffffffff80001007, { NULL, 0, PVPATCH_NOPS }, false },
	  { "\x66\x90\xe8\xff\xff\xff\x7f", "\x66\x90\xe8\x00\x00\x00\x80",
	    "\x66\x90\xe8\x00\x00\x00\x80" } },
};

/* Seven bytes at 0x1000, written out; each form by itself, in no order. */
static void test_plan_cases(void **state)
{
	const struct pvpatch_site site = { 0x1000, 0, 0, 7 };
	unsigned int i, want;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		const char *bytes = cases[i].bytes[want];
		struct pvpatch_plan plan;

		same_number(cases[i].name,
			    pvpatch_plan(&site, &cases[i].choice, want, &plan),
			    bytes ? 0 : -PVPATCH_EREACH);
		if (bytes)
			same_bytes(cases[i].name, plan.bytes, bytes, 7);
	}
}

/* A site moves with its calls; inline code does not care where it is. */
static void test_plan_addresses(void **state)
{
	static const u64 addresses[] = {
		0, 0xffb, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000,
		0x7ffffffffff0, 0xffffffff80000000, 0xfffffffffffffff0,
	};
	unsigned int i, want;

	(void)state;
	for (i = 0; i < COUNT(addresses); i++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		struct pvpatch_site site = { addresses[i], 0, 0, 6 };
		struct pvpatch_choice choice = {
			addresses[i] + 0x12345678, addresses[i] - 0x12345678,
			sample_code(3, true), false,
		};

		check_plan("address", &site, &choice, want, want);
	}
}

/* All that a site may be: its forms, and NOPs where the next instruction may take none. */
static const struct {
	const char *name;
	struct pvpatch_code code;
	bool jump;
	struct {
		enum pvpatch_form form;
		enum pvpatch_pad pad;
		const char *bytes;
	} legal[PVPATCH_PLANS];
} legals[] = {
	{ "no code, as prefixes", { (const u8 *)"", 0, PVPATCH_NEXT_PREFIX }, false,
	  { { PVPATCH_INDIRECT, PVPATCH_NOPS, "\xe8\xfb\x00\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" },
	    { PVPATCH_INLINE, PVPATCH_NEXT_PREFIX, "\x2e\x2e\x2e\x2e\x2e" },
	    { PVPATCH_INLINE, PVPATCH_NOPS, "\x0f\x1f\x44\x00\x00" } } },
	{ "no code, as NOPs", { (const u8 *)"", 0, PVPATCH_NOPS }, false,
	  { { PVPATCH_INDIRECT, PVPATCH_NOPS, "\xe8\xfb\x00\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" },
	    { PVPATCH_INLINE, PVPATCH_NOPS, "\x0f\x1f\x44\x00\x00" },
	    { PVPATCH_INLINE, PVPATCH_NOPS, "\x0f\x1f\x44\x00\x00" } } },
	{ "code that takes prefixes", { (const u8 *)"\xfa", 1, PVPATCH_OWN_PREFIX }, false,
	  { { PVPATCH_INDIRECT, PVPATCH_NOPS, "\xe8\xfb\x00\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" },
	    { PVPATCH_INLINE, PVPATCH_OWN_PREFIX, "\x2e\x2e\x2e\x2e\xfa" },
	    { PVPATCH_INLINE, PVPATCH_OWN_PREFIX, "\x2e\x2e\x2e\x2e\xfa" } } },
	{ "a jump, as prefixes", { (const u8 *)"", 0, PVPATCH_NEXT_PREFIX }, true,
	  { { PVPATCH_INDIRECT, PVPATCH_NOPS, "\xe9\xfb\x00\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe9\xfb\x01\x00\x00" },
	    { PVPATCH_INLINE, PVPATCH_NEXT_PREFIX, "\x2e\x2e\x2e\x2e\x2e" },
	    { PVPATCH_INLINE, PVPATCH_NOPS, "\x0f\x1f\x44\x00\x00" } } },
	{ "called", { NULL, 0, PVPATCH_NEXT_PREFIX }, false,
	  { { PVPATCH_INDIRECT, PVPATCH_NOPS, "\xe8\xfb\x00\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" },
	    { PVPATCH_DIRECT, PVPATCH_NOPS, "\xe8\xfb\x01\x00\x00" } } },
};

static void test_plan_legal(void **state)
{
	const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	unsigned int i, n;

	(void)state;
	for (i = 0; i < COUNT(legals); i++)
	for (n = 0; n < PVPATCH_PLANS; n++) {
		const struct pvpatch_choice choice = {
			0x1100, 0x1200, legals[i].code, legals[i].jump,
		};
		struct pvpatch_plan plan;

		same_number(legals[i].name, pvpatch_legal(&site, &choice, n, &plan), 0);
		same_number(legals[i].name, plan.form, legals[i].legal[n].form);
		same_number(legals[i].name, plan.pad, legals[i].legal[n].pad);
		same_bytes(legals[i].name, plan.bytes, legals[i].legal[n].bytes, 5);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plan_every_op),
		cmocka_unit_test(test_plan_lengths),
		cmocka_unit_test(test_plan_inline_fits),
		cmocka_unit_test(test_plan_cases),
		cmocka_unit_test(test_plan_addresses),
		cmocka_unit_test(test_plan_legal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
