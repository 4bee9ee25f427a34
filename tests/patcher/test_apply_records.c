// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over tables whose records are strange: unsorted, overlapping, twice there,
 * at the edges of text, or naming what does not exist.
 */
#include "fake_table.h"

static struct fake_table table, start;

/* A pass; the sites' errors have to be these. */
static void expect_errors(const char *name, enum pvpatch_form want,
			  const int *errors)
{
	unsigned int i;

	start = table;
	fake_table_pass(&table, want, NULL);
	for (i = 0; i < table.count; i++)
		same_number(name, table.errors[i], errors[i]);
	fake_table_expect(name, &table, &start, want);
}

static const int none[FAKE_SITES];

/* The order of records means nothing. */
static void test_apply_records_unsorted(void **state)
{
	unsigned int i, j;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	fake_table_fill(&table, 0);
	for (i = 0, j = table.count - 1; i < j; i++, j--) {
		struct pvpatch_site site = table.sites[i];

		table.sites[i] = table.sites[j];
		table.sites[j] = site;
	}
	expect_errors("backward", PVPATCH_INLINE, none);
	for (i = 0; i < table.count; i++) {
		struct pvpatch_site site = table.sites[i];

		j = (i * 37 + 11) % table.count;
		table.sites[i] = table.sites[j];
		table.sites[j] = site;
	}
	expect_errors("shuffled", PVPATCH_DIRECT, none);
	expect_errors("shuffled", PVPATCH_INDIRECT, none);
}

/*
 * The second of two neighbours that overlap in any way is refused: by @shift bytes
 * it starts before or after the first.  From the same start, or to the same end, its bytes
 * can be legal too, and only the overlap gives it away.
 */
static void test_apply_records_overlap(void **state)
{
	unsigned int len, other, want;
	int shift;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (other = PVPATCH_SITE_MIN; other <= PVPATCH_SITE_MAX; other++)
	for (shift = 1 - (int)other; shift < (int)len; shift++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		fake_table_init(&table, FAKE_BASE);
		fake_table_add(&table, FAKE_BASE + 100, 2, len, PVPATCH_INDIRECT);
		table.sites[table.count++] = (struct pvpatch_site){
			FAKE_BASE + 100 + shift, 2, 0, other
		};
		fake_table_add(&table, FAKE_BASE + 200, 3, 6, PVPATCH_INDIRECT);
		start = table;
		fake_table_pass(&table, want, NULL);
		same_number("first", table.errors[0], 0);
		if ((shift && shift + (int)other != (int)len) ||
		    table.errors[1] != -PVPATCH_EOVERLAP)
			same_number("second", table.errors[1], -PVPATCH_EOLD);
		same_number("third", table.errors[2], 0);
		fake_table_expect("overlap", &table, &start, want);
	}
}

/* A damaged record costs its own site and not the one that it reaches into. */
static void test_apply_records_damaged_neighbour(void **state)
{
	static const int errors[] = { -PVPATCH_EOLD, 0, 0 };
	unsigned int want;
	int shift, longer;

	(void)state;
	for (shift = -4; shift < 5; shift++)
	for (longer = 0; longer < 5; longer++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		if (!shift && !longer)
			continue;
		fake_table_init(&table, FAKE_BASE);
		fake_table_add(&table, FAKE_BASE + 100, 3, 5, PVPATCH_INDIRECT);
		fake_table_add(&table, FAKE_BASE + 105, 3, 5, PVPATCH_INDIRECT);
		fake_table_add(&table, FAKE_BASE + 110, 3, 5, PVPATCH_INDIRECT);
		table.sites[0].addr += shift;
		table.sites[0].len += longer;
		expect_errors("neighbour", want, errors);
	}
}

/* With a record between them, the bytes give the wrong one away. */
static void test_apply_records_distant_overlap(void **state)
{
	static const int errors[] = { 0, 0, -PVPATCH_EOLD };
	static const int swapped[] = { -PVPATCH_EOLD, 0, 0 };
	int shift;

	(void)state;
	for (shift = -6; shift < 8; shift++) {
		struct pvpatch_site wrong = { FAKE_BASE + 100 + shift, 2, 0, 7 };

		if (!shift)
			continue;
		fake_table_init(&table, FAKE_BASE);
		fake_table_add(&table, FAKE_BASE + 100, 2, 8, PVPATCH_INDIRECT);
		fake_table_add(&table, FAKE_BASE + 200, 3, 6, PVPATCH_INDIRECT);
		table.sites[table.count++] = wrong;
		expect_errors("after", PVPATCH_INLINE, errors);

		table.sites[2] = table.sites[0];
		table.sites[0] = wrong;
		expect_errors("before", PVPATCH_DIRECT, swapped);
	}
}

/*
 * When writes wait for finish(), a record that goes back in text is judged by the
 * bytes that will be there, not by those that an earlier one is about to replace.
 */
static void test_apply_records_queued_overlap(void **state)
{
	static const int errors[] = { 0, 0, -PVPATCH_EOLD };
	const u8 op = 6;	/* six bytes of code */

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	table.text.queues = true;
	fake_table_add(&table, FAKE_BASE + 100, op, 8, PVPATCH_INDIRECT);
	fake_table_add(&table, FAKE_BASE + 200, op, 8, PVPATCH_INDIRECT);
	table.sites[table.count++] = (struct pvpatch_site){
		FAKE_BASE + 103, op, 0, 5
	};
	expect_errors("the call of the first", PVPATCH_INLINE, errors);
}

static void test_apply_records_duplicate(void **state)
{
	static const int errors[] = {
		0, -PVPATCH_EOVERLAP, 0, -PVPATCH_EOLD, -PVPATCH_EOVERLAP
	};

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	fake_table_add(&table, FAKE_BASE + 100, 5, 8, PVPATCH_INDIRECT);
	table.sites[table.count++] = table.sites[0];
	fake_table_add(&table, FAKE_BASE + 200, 6, 8, PVPATCH_INDIRECT);
	/* The first one's place again, but another op ... */
	table.sites[3] = table.sites[0];
	table.sites[3].op = 7;
	/* ... and the third one's again, which the fourth has not claimed. */
	table.sites[4] = table.sites[2];
	table.count = 5;
	expect_errors("inline", PVPATCH_INLINE, errors);
	expect_errors("direct", PVPATCH_DIRECT, errors);
}

/* One site overlaps nothing, not even itself in the pass's second half. */
static void test_apply_records_single(void **state)
{
	(void)state;
	fake_table_init(&table, FAKE_BASE);
	fake_table_add(&table, FAKE_BASE, 5, 8, PVPATCH_INDIRECT);
	expect_errors("single", PVPATCH_INLINE, none);
}

/* A page's end means nothing to a site. */
static void test_apply_records_page_crossing(void **state)
{
	unsigned int len, before, want;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (before = 0; before <= len; before++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		fake_table_init(&table, FAKE_BASE);
		fake_table_add(&table, FAKE_BASE + FAKE_PAGE - before, 5, len,
			       PVPATCH_INDIRECT);
		expect_errors("crossing", want, none);
	}
}

/* Sites fill text to its last byte; one byte further is refused. */
static void test_apply_records_text_edges(void **state)
{
	static const int errors[] = {
		0, 0, -PVPATCH_ETEXT, -PVPATCH_ETEXT, -PVPATCH_ETEXT, -PVPATCH_ETEXT,
	};
	static const u64 bases[] = { FAKE_BASE, FAKE_PAGE, -2 * FAKE_SIZE };
	unsigned int i, len;

	(void)state;
	for (i = 0; i < COUNT(bases); i++)
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++) {
		u64 end = bases[i] + FAKE_SIZE;

		fake_table_init(&table, bases[i]);
		fake_table_add(&table, bases[i], 5, len, PVPATCH_INDIRECT);
		fake_table_add(&table, end - len, 6, len, PVPATCH_INDIRECT);
		table.sites[2] = (struct pvpatch_site){ end - len + 1, 6, 0, len };
		table.sites[3] = (struct pvpatch_site){ end, 6, 0, len };
		table.sites[4] = (struct pvpatch_site){ bases[i] - 1, 6, 0, len };
		table.sites[5] = (struct pvpatch_site){ -2, 6, 0, len };
		table.count = 6;
		expect_errors("edges", PVPATCH_INLINE, errors);
	}
}

/* Whatever a record claims, the sound ones around it are patched. */
static void test_apply_records_invalid(void **state)
{
	static const struct {
		const char *name;
		struct pvpatch_site site;
		int err;
	} cases[] = {
		{ "length 0", { FAKE_BASE + 100, 5, 0, 0 }, -PVPATCH_ELENGTH },
		{ "length 1", { FAKE_BASE + 100, 5, 0, 1 }, -PVPATCH_ELENGTH },
		{ "length 4", { FAKE_BASE + 100, 5, 0, 4 }, -PVPATCH_ELENGTH },
		{ "length 16", { FAKE_BASE + 100, 5, 0, 16 }, -PVPATCH_ELENGTH },
		{ "length 255", { FAKE_BASE + 100, 5, 0, 255 }, -PVPATCH_ELENGTH },
		{ "first op too many", { FAKE_BASE + 100, FAKE_OPS, 0, 8 },
		  -PVPATCH_EOP },
		{ "op 255", { FAKE_BASE + 100, 255, 0, 8 }, -PVPATCH_EOP },
		{ "variant", { FAKE_BASE + 100, 5, 1, 8 }, -PVPATCH_EVARIANT },
		{ "no call there", { FAKE_BASE + 300, 5, 0, 8 }, -PVPATCH_EOLD },
		{ "middle of a call", { FAKE_BASE + 101, 5, 0, 5 }, -PVPATCH_EOLD },
		{ "address 0", { 0, 5, 0, 8 }, -PVPATCH_ETEXT },
	};
	unsigned int i, want;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		const int errors[] = { 0, cases[i].err, 0 };

		fake_table_init(&table, FAKE_BASE);
		fake_table_add(&table, FAKE_BASE + 90, 4, 8, PVPATCH_INDIRECT);
		fake_table_add(&table, FAKE_BASE + 100, 5, 8, PVPATCH_INDIRECT);
		fake_table_add(&table, FAKE_BASE + 110, 6, 8, PVPATCH_INDIRECT);
		table.sites[1] = cases[i].site;
		expect_errors(cases[i].name, want, errors);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_records_unsorted),
		cmocka_unit_test(test_apply_records_overlap),
		cmocka_unit_test(test_apply_records_damaged_neighbour),
		cmocka_unit_test(test_apply_records_distant_overlap),
		cmocka_unit_test(test_apply_records_queued_overlap),
		cmocka_unit_test(test_apply_records_duplicate),
		cmocka_unit_test(test_apply_records_single),
		cmocka_unit_test(test_apply_records_page_crossing),
		cmocka_unit_test(test_apply_records_text_edges),
		cmocka_unit_test(test_apply_records_invalid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
