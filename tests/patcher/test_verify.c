// SPDX-License-Identifier: GPL-2.0-only
/* Verification: where a site may be, and which bytes are one of its forms. */
#include "fake_table.h"

static struct fake_table table;
static struct pvpatch_site asked;
static unsigned int questions;
static bool answer;

static bool ask(void *ctx, u64 addr, unsigned int len)
{
	assert_ptr_equal(ctx, &answer);
	asked.addr = addr;
	asked.len = len;
	questions++;
	return answer;
}

/* The text alone says what is text; it is asked about legal lengths only. */
static void test_verify_check_asks(void **state)
{
	const struct pvpatch_text text = { .contains = ask, .ctx = &answer };
	unsigned int len, yes;

	(void)state;
	for (len = 0; len <= 255; len++)
	for (yes = 0; yes < 2; yes++) {
		struct pvpatch_site site = { 0xabcdef0123456789, 3, 4, len };
		bool legal = len >= 5 && len <= 15;
		int err;

		answer = yes;
		questions = 0;
		err = pvpatch_check(&site, &text);
		same_number("questions", questions, legal);
		if (!legal) {
			same_number("length", err, -PVPATCH_ELENGTH);
			continue;
		}
		same_number("answer", err, yes ? 0 : -PVPATCH_ETEXT);
		assert_int_equal(asked.addr, site.addr);
		assert_int_equal(asked.len, len);
	}
}

/* A site that wraps is refused even by text that would take it. */
static void test_verify_check_wraps(void **state)
{
	const struct pvpatch_text text = { .contains = ask, .ctx = &answer };
	u64 addr;

	(void)state;
	answer = true;
	for (addr = -20; addr != 0; addr++) {
		struct pvpatch_site site = { addr, 0, 0, 7 };

		if (addr + 7 < 7)
			same_number("wraps", pvpatch_check(&site, &text),
				    -PVPATCH_ETEXT);
		else
			same_number("fits", pvpatch_check(&site, &text), 0);
	}
}

static void test_verify_check_edges(void **state)
{
	static const struct {
		const char *name;
		u64 addr;
		int err;
	} cases[] = {
		{ "first byte", FAKE_BASE, 0 },
		{ "last byte", FAKE_BASE + FAKE_SIZE - 6, 0 },
		{ "starts before", FAKE_BASE - 1, -PVPATCH_ETEXT },
		{ "ends before", FAKE_BASE - 6, -PVPATCH_ETEXT },
		{ "ends after", FAKE_BASE + FAKE_SIZE - 5, -PVPATCH_ETEXT },
		{ "starts after", FAKE_BASE + FAKE_SIZE, -PVPATCH_ETEXT },
		{ "address 0", 0, -PVPATCH_ETEXT },
		{ "last address", -1, -PVPATCH_ETEXT },
	};
	unsigned int i;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	for (i = 0; i < COUNT(cases); i++) {
		struct pvpatch_site site = { cases[i].addr, 0, 0, 6 };

		same_number(cases[i].name,
			    pvpatch_check(&site, &table.text.text), cases[i].err);
	}
}

/* Every form of every op is known for what it is, whatever is expected. */
static void test_verify_classify_forms(void **state)
{
	unsigned int op, len, form, hint;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	for (op = 0; op < FAKE_OPS; op++)
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (hint = 0; hint < PVPATCH_FORMS; hint++) {
		struct pvpatch_site site = { FAKE_BASE + 77, op, 0, len };
		struct pvpatch_choice choice;
		u8 bytes[PVPATCH_SITE_MAX];
		int now;

		fake_choose(&table, &site, &choice);
		now = expect_form(&site, &choice, form, bytes);
		same_number(fake_op_names[op],
			    pvpatch_classify(&site, &choice, bytes, hint), now);
	}
}

/* One wrong bit anywhere is enough; bytes after the site do not matter. */
static void test_verify_classify_damage(void **state)
{
	unsigned int len, form, bit;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (bit = 0; bit < 8 * PVPATCH_SITE_MAX; bit++) {
		struct pvpatch_site site = { FAKE_BASE + 77, 3, 0, len };
		struct pvpatch_choice choice;
		u8 bytes[PVPATCH_SITE_MAX] = { 0 };

		fake_choose(&table, &site, &choice);
		expect_form(&site, &choice, form, bytes);
		bytes[bit / 8] ^= 1 << bit % 8;
		same_number("damage", pvpatch_classify(&site, &choice, bytes, form),
			    bit < 8 * len ? -PVPATCH_EOLD : (int)form);
	}
}

/* Forms that are the same bytes: the expected one is the answer. */
static void test_verify_classify_hint(void **state)
{
	static const u8 call[] = { 0xe8, 0xfb, 0, 0, 0 };
	static const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	static const struct pvpatch_choice same = {
		0x1100, 0x1100, { call, sizeof(call), PVPATCH_NOPS }, false
	};
	static const struct pvpatch_choice twins = {
		0x1100, 0x1100, { NULL, 0, PVPATCH_NOPS }, false
	};

	(void)state;
	same_number("indirect", PVPATCH_INDIRECT,
		    pvpatch_classify(&site, &same, call, PVPATCH_INDIRECT));
	same_number("direct", PVPATCH_DIRECT,
		    pvpatch_classify(&site, &same, call, PVPATCH_DIRECT));
	same_number("inline", PVPATCH_INLINE,
		    pvpatch_classify(&site, &same, call, PVPATCH_INLINE));
	same_number("no inline code", PVPATCH_DIRECT,
		    pvpatch_classify(&site, &twins, call, PVPATCH_INLINE));
}

/* A site without code may have NOPs or prefixes, whichever of them it would get now. */
static void test_verify_classify_nothing(void **state)
{
	static const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	const u8 *nops = (const u8 *)"\x0f\x1f\x44\x00\x00";
	const u8 *prefixes = (const u8 *)"\x2e\x2e\x2e\x2e\x2e";
	unsigned int hint;

	(void)state;
	for (hint = 0; hint < PVPATCH_FORMS; hint++) {
		struct pvpatch_choice choice = {
			0x1100, 0x1200, { (const u8 *)"", 0, PVPATCH_NEXT_PREFIX }, false
		};

		same_number("NOPs", PVPATCH_INLINE,
			    pvpatch_classify(&site, &choice, nops, hint));
		same_number("prefixes", PVPATCH_INLINE,
			    pvpatch_classify(&site, &choice, prefixes, hint));
		choice.code.len = 5;
		choice.code.bytes = (const u8 *)"\xfb\xf4\x0f\x09\xfa";
		same_number("NOPs, but code", -PVPATCH_EOLD,
			    pvpatch_classify(&site, &choice, nops, hint));
		choice.code.len = 0;
		choice.code.bytes = NULL;
		same_number("NOPs, but no code", -PVPATCH_EOLD,
			    pvpatch_classify(&site, &choice, nops, hint));
	}
}

/* On a CPU that is slow with prefixes, prefixes are no form. */
static void test_verify_classify_nops(void **state)
{
	static const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	static const struct pvpatch_choice nothing = {
		0x1100, 0x1200, { (const u8 *)"", 0, PVPATCH_NOPS }, false
	};
	static const struct pvpatch_choice cli = {
		0x1100, 0x1200, { (const u8 *)"\xfa", 1, PVPATCH_NOPS }, false
	};
	static const struct {
		const char *name;
		const struct pvpatch_choice *choice;
		const char *bytes;
		int form;
	} cases[] = {
		{ "NOP", &nothing, "\x0f\x1f\x44\x00\x00", PVPATCH_INLINE },
		{ "prefixes", &nothing, "\x2e\x2e\x2e\x2e\x2e", -PVPATCH_EOLD },
		{ "code, NOP", &cli, "\xfa\x0f\x1f\x40\x00", PVPATCH_INLINE },
		{ "prefixes, code", &cli, "\x2e\x2e\x2e\x2e\xfa", -PVPATCH_EOLD },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		same_number(cases[i].name,
			    pvpatch_classify(&site, cases[i].choice,
					     (const u8 *)cases[i].bytes, PVPATCH_INLINE),
			    cases[i].form);
}

/* A site with code has one legal padding only. */
static void test_verify_classify_padding(void **state)
{
	static const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	static const char *const bytes[] = {
		"\xfa\x0f\x1f\x40\x00", "\x2e\x2e\x2e\x2e\xfa"
	};
	unsigned int planned, there;

	(void)state;
	for (planned = 0; planned < 2; planned++)
	for (there = 0; there < 2; there++) {
		const struct pvpatch_choice choice = {
			0x1100, 0x1200, sample_code(1, planned), false
		};

		same_number("cli", pvpatch_classify(&site, &choice,
						    (const u8 *)bytes[there],
						    PVPATCH_INLINE),
			    there == planned ? PVPATCH_INLINE : -PVPATCH_EOLD);
	}
}

/* A form that can not be made is no form; the others still count. */
static void test_verify_classify_reach(void **state)
{
	static const struct pvpatch_site site = { 0x1000, 0, 0, 5 };
	static const struct pvpatch_choice choice = {
		0x100000000000, 0x1100, { (const u8 *)"\xfa", 1, PVPATCH_NOPS }, false
	};
	unsigned int hint;

	(void)state;
	for (hint = 0; hint < PVPATCH_FORMS; hint++) {
		same_number("direct", PVPATCH_DIRECT,
			    pvpatch_classify(&site, &choice,
					     (const u8 *)"\xe8\xfb\0\0\0", hint));
		same_number("inline", PVPATCH_INLINE,
			    pvpatch_classify(&site, &choice,
					     (const u8 *)"\xfa\x0f\x1f\x40\0", hint));
		same_number("neither", -PVPATCH_EOLD,
			    pvpatch_classify(&site, &choice,
					     (const u8 *)"\xe8\xfb\xef\xff\xff", hint));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verify_check_asks),
		cmocka_unit_test(test_verify_check_wraps),
		cmocka_unit_test(test_verify_check_edges),
		cmocka_unit_test(test_verify_classify_forms),
		cmocka_unit_test(test_verify_classify_damage),
		cmocka_unit_test(test_verify_classify_hint),
		cmocka_unit_test(test_verify_classify_nothing),
		cmocka_unit_test(test_verify_classify_nops),
		cmocka_unit_test(test_verify_classify_padding),
		cmocka_unit_test(test_verify_classify_reach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
