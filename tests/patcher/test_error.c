// SPDX-License-Identifier: GPL-2.0-only
/* Every error and every form has a name of its own. */
#include <limits.h>

#include "expect.h"

static void test_error_each_has_words(void **state)
{
	int err, other;

	(void)state;
	for (err = 0; err < PVPATCH_ERRS; err++) {
		const char *words = pvpatch_strerror(-err);

		assert_non_null(words);
		assert_true(strlen(words) > 3);
		assert_string_not_equal(words, pvpatch_strerror(1));
		for (other = 0; other < err; other++)
			assert_string_not_equal(words, pvpatch_strerror(-other));
	}
}

/* Spot checks: rows that moved would still be distinct. */
static void test_error_words_match(void **state)
{
	static const struct {
		int err;
		const char *word;
	} cases[] = {
		{ 0, "no error" },
		{ PVPATCH_EOP, "operation" },
		{ PVPATCH_EVARIANT, "variant" },
		{ PVPATCH_ELENGTH, "length" },
		{ PVPATCH_ETEXT, "text" },
		{ PVPATCH_EOVERLAP, "overlaps" },
		{ PVPATCH_EREACH, "reach" },
		{ PVPATCH_ETEMPLATE, "inline code" },
		{ PVPATCH_EOLD, "legal" },
		{ PVPATCH_EREAD, "be read" },
		{ PVPATCH_EREADBACK, "read back" },
		{ PVPATCH_EHELD, "holds" },
		{ PVPATCH_EFIXED, "jump" },
	};
	unsigned int i;

	(void)state;
	assert_int_equal(COUNT(cases), PVPATCH_ERRS);
	for (i = 0; i < COUNT(cases); i++)
		if (!strstr(pvpatch_strerror(-cases[i].err), cases[i].word))
			fail_msg("%d is \"%s\"", cases[i].err,
				 pvpatch_strerror(-cases[i].err));
}

static void test_error_unknown(void **state)
{
	static const int unknown[] = {
		1, PVPATCH_EOP, INT_MAX, -PVPATCH_ERRS, -1000, INT_MIN + 1, INT_MIN,
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(unknown); i++)
		assert_string_equal(pvpatch_strerror(unknown[i]), "unknown error");
}

static void test_error_form_names(void **state)
{
	(void)state;
	assert_string_equal(pvpatch_form_name(PVPATCH_INDIRECT), "indirect");
	assert_string_equal(pvpatch_form_name(PVPATCH_DIRECT), "direct");
	assert_string_equal(pvpatch_form_name(PVPATCH_INLINE), "inline");
	assert_null(pvpatch_form_name(-1));
	assert_null(pvpatch_form_name(PVPATCH_FORMS));
	assert_null(pvpatch_form_name(INT_MIN));
	assert_null(pvpatch_form_name(INT_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_error_each_has_words),
		cmocka_unit_test(test_error_words_match),
		cmocka_unit_test(test_error_unknown),
		cmocka_unit_test(test_error_form_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
