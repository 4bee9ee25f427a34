// SPDX-License-Identifier: GPL-2.0-only
/* Why sites of our own kernels are what they are, and what sites of a file become. */
#include "../../tools/objtool-pv/report/legal.h"
#include "../check.h"
#include "small_kernel.h"

static struct small small;

static const struct site *read_site(enum small_site which)
{
	u64 addr = small_site(which);
	struct error error = { "" };
	size_t i, j;

	if (tables_read(small.binary, &small.tables, &error))
		fail_msg("%s", error.text);
	for (i = 0; i < small.tables.ntables; i++)
		for (j = 0; j < small.tables.table[i]->nsites; j++)
			if (small.tables.table[i]->sites[j].addr == addr)
				return &small.tables.table[i]->sites[j];
	fail_msg("no site at %#llx", (unsigned long long)addr);
	return NULL;
}

#define BUILT	PVPATCH_FORMS

static void make(unsigned int mode)
{
	if (mode == BUILT)
		small_built(&small);
	else
		small_booted(&small, mode);
}

static const struct {
	const char *name;
	enum small_site site;
	unsigned int mode;
	u8 byte;		/* what the site's first byte is changed to; 0: nothing */
	enum pvops_reason reason;
} cases[] = {
	{ "in a file", SITE_CODE, BUILT, 0, PVOPS_WHY_BUILT },
	{ "damaged in a file", SITE_CODE, BUILT, 0x90, PVOPS_WHY_OLD },
	{ "has code", SITE_CODE, PVPATCH_INLINE, 0, PVOPS_WHY_CODE },
	{ "has nothing to do", SITE_NOTHING, PVPATCH_INLINE, 0, PVOPS_WHY_CODE },
	{ "has no code", SITE_DIRECT, PVPATCH_INLINE, 0, PVOPS_WHY_NO_CODE },
	{ "of a module", SITE_MOD_DIRECT, PVPATCH_INLINE, 0, PVOPS_WHY_NO_CODE },
	{ "wanted direct", SITE_DIRECT, PVPATCH_DIRECT, 0, PVOPS_WHY_MODE },
	{ "wanted indirect", SITE_CODE, PVPATCH_INDIRECT, 0, PVOPS_WHY_MODE },
	{ "damaged", SITE_CODE, PVPATCH_INLINE, 0x90, PVOPS_WHY_OLD },
	{ "a breakpoint", SITE_CODE, PVPATCH_INLINE, 0xcc, PVOPS_WHY_HELD },
};

static void test_pvops_why_cases(void **state)
{
	struct pvops_why why;
	const struct site *site;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		make(cases[i].mode);
		if (cases[i].byte)
			*small_at(&small, small_site(cases[i].site)) = cases[i].byte;
		site = read_site(cases[i].site);
		assert_true(pvops_why(site, &why));
		same_number(cases[i].name, why.reason, cases[i].reason);
		small_free(&small);
	}
}

/* Another legal form than the mode's: a call of the thunk where code is wanted. */
static void test_pvops_why_other(void **state)
{
	struct pvops_why why;

	(void)state;
	make(PVPATCH_INLINE);
	memcpy(small_at(&small, small_site(SITE_CODE)),
	       small.file + (small_site(SITE_CODE) - SMALL_BASE), 5);
	assert_true(pvops_why(read_site(SITE_CODE), &why));
	same_number("other", why.reason, PVOPS_WHY_OTHER);
	small_free(&small);
}

static void test_pvops_why_record(void **state)
{
	struct pvops_why why;

	(void)state;
	make(BUILT);
	*small_at(&small, small_record(SITE_CODE) + 4) = PVOPS_NR;
	assert_true(pvops_why(read_site(SITE_CODE), &why));
	same_number("record", why.reason, PVOPS_WHY_RECORD);
	small_free(&small);
}

static void test_pvops_why_unreadable(void **state)
{
	const struct site *site;
	struct pvops_why why;

	(void)state;
	make(PVPATCH_INLINE);
	site = read_site(SITE_CODE);
	small.hole = site->addr;
	assert_false(pvops_why(site, &why));
	small_free(&small);
}

static void test_pvops_why_text(void **state)
{
	static const struct pvops_why mode = { PVOPS_WHY_MODE, 0 }, too_long = { PVOPS_WHY_LONG, 9 };
	const struct site *site;
	char text[WHY_TEXT];

	(void)state;
	make(BUILT);
	site = read_site(SITE_CODE);
	why_text(site, &mode, text);
	assert_string_equal(text, "the mode asks for it");
	why_text(site, &too_long, text);
	assert_string_equal(text, "the inline code of the bound function is longer than the site: "
			    "9 bytes, 5 there");
	small_free(&small);
}

/* --- what a file's sites become */

static const struct {
	const char *name;
	enum small_site site;
	enum pvops_reason reason;
	struct {
		enum site_form form;
		const char *bytes;	/* NULL: a call */
	} legal[LATER_BYTES + 1];
} laters[] = {
	{ "code", SITE_CODE, PVOPS_WHY_CODE,
	  { { FORM_INLINE, "\x0f\x20\xc0\x66\x90" }, { FORM_DIRECT, NULL }, { FORMS, NULL } } },
	{ "nothing to do", SITE_NOTHING, PVOPS_WHY_CODE,
	  { { FORM_INLINE, "\x0f\x1f\x44\x00\x00" }, { FORM_INLINE, "\x2e\x2e\x2e\x2e\x2e" },
	    { FORM_DIRECT, NULL }, { FORM_INDIRECT, NULL }, { FORMS, NULL } } },
	{ "no code", SITE_DIRECT, PVOPS_WHY_NO_CODE,
	  { { FORM_DIRECT, NULL }, { FORM_INDIRECT, NULL }, { FORMS, NULL } } },
};

static void check_later(size_t row)
{
	const char *name = laters[row].name;
	struct pvops_later later[2];
	int i;

	same_number(name, pvops_later(read_site(laters[row].site), later, 2), 1);
	assert_string_equal(later[0].owner, "native");
	same_number(name, later[0].why.reason, laters[row].reason);
	for (i = 0; i < later[0].nlegal && laters[row].legal[i].form != FORMS; i++) {
		same_number(name, later[0].legal[i].form, laters[row].legal[i].form);
		if (laters[row].legal[i].bytes)
			same_bytes(name, later[0].legal[i].bytes, laters[row].legal[i].bytes, 5);
		else
			same_number(name, later[0].legal[i].bytes[0], 0xe8);
	}
	same_number(name, i, later[0].nlegal);
	same_number(name, laters[row].legal[i].form, FORMS);
}

static void test_pvops_later_native(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(laters); i++) {
		make(BUILT);
		check_later(i);
		small_free(&small);
	}
}

/* A backend's own function comes second; it has no inline code. */
static void test_pvops_later_backend(void **state)
{
	static const u64 table = SMALL_SLACK + 0x200, function = SMALL_BASE + SMALL_PLAIN;
	struct pvops_later later[3];

	(void)state;
	make(BUILT);
	small_put(&small, SMALL_BACKEND + 8, SMALL_BASE + SMALL_NAME, 8);
	small_put(&small, SMALL_BACKEND + 32, SMALL_BASE + table, 8);
	small_put(&small, table + 8 * PVOP_cpu_io_delay, function, 8);
	memcpy(small_at(&small, SMALL_BASE + SMALL_NAME), "some", 5);
	same_number("backend", pvops_later(read_site(SITE_NOTHING), later, 3), 2);
	assert_string_equal(later[1].owner, "some");
	assert_int_equal(later[1].function, function);
	same_number("backend", later[1].why.reason, PVOPS_WHY_NO_CODE);
	same_number("room", pvops_later(&small.tables.table[0]->sites[0], later, 1), 1);
	small_free(&small);
}

/* In memory that is decided. */
static void test_pvops_later_booted(void **state)
{
	struct pvops_later later;

	(void)state;
	make(PVPATCH_INLINE);
	same_number("booted", pvops_later(read_site(SITE_CODE), &later, 1), 0);
	small_free(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pvops_why_cases),
		cmocka_unit_test(test_pvops_why_other),
		cmocka_unit_test(test_pvops_why_record),
		cmocka_unit_test(test_pvops_why_unreadable),
		cmocka_unit_test(test_pvops_why_text),
		cmocka_unit_test(test_pvops_later_native),
		cmocka_unit_test(test_pvops_later_backend),
		cmocka_unit_test(test_pvops_later_booted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
