// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over a table of which a probe holds one site: that one is counted apart and
 * keeps every byte, whatever they are; its neighbours, which touch it, change.
 */
#include "fake_table.h"

#define HERE	(FAKE_BASE + 0x100)
#define LEN	7
#define INT3	0xcc

static struct fake_table table, start;

static void set_up(enum pvpatch_form form)
{
	fake_table_init(&table, FAKE_BASE);
	fake_table_add(&table, HERE - 8, 1, 8, PVPATCH_INDIRECT);
	fake_table_add(&table, HERE, 4, LEN, form);
	fake_table_add(&table, HERE + LEN, 6, 9, PVPATCH_INDIRECT);
}

static void expect(enum pvpatch_form want, unsigned int held)
{
	struct pvpatch_stats stats;

	start = table;
	table.skip = -1;
	fake_table_pass(&table, want, &stats);
	same_number("held", stats.held, held);
	same_number("failed", stats.failed, 0);
	table.skip = held ? 1 : -1;
	fake_table_expect("held", &table, &start, want);
	table.skip = -1;
}

/* Wherever in the site the probe is, and whether its int3 is there or not. */
static void test_apply_held_each_byte(void **state)
{
	unsigned int at, armed, form, want;

	(void)state;
	for (at = 0; at < LEN; at++)
	for (armed = 0; armed < 2; armed++)
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(form);
		fake_text_probe(&table.text, HERE + at);
		if (armed)
			*fake_text_at(&table.text, HERE + at) = INT3;
		expect(want, 1);
	}
}

/* The next pass after the probe has gone does what the first could not. */
static void test_apply_held_then_free(void **state)
{
	unsigned int form, want;

	(void)state;
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(form);
		fake_text_probe(&table.text, HERE);
		expect(want, 1);
		fake_text_probe(&table.text, HERE - 100);
		expect(want, 0);
	}
}

/* A probe is no excuse: what is wrong with a record or its neighbour is still said. */
static void test_apply_held_bad_record(void **state)
{
	struct pvpatch_stats stats;

	(void)state;
	set_up(PVPATCH_INDIRECT);
	fake_text_probe(&table.text, HERE);
	table.sites[1].len = 4;
	*fake_text_at(&table.text, HERE - 8) ^= 1;
	fake_table_pass(&table, PVPATCH_DIRECT, &stats);
	same_number("held", stats.held, 0);
	same_number("failed", stats.failed, 2);
	same_number("length", table.errors[1], -PVPATCH_ELENGTH);
	same_number("bytes", table.errors[0], -PVPATCH_EOLD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_held_each_byte),
		cmocka_unit_test(test_apply_held_then_free),
		cmocka_unit_test(test_apply_held_bad_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
