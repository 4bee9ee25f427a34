// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over sound tables: every op through every form and back.  The pass itself
 * is watched by fake_table.c, which looks at each write and each counter.
 */
#include "fake_table.h"

static struct fake_table table, start;

/* The ways to make a table: writes at once or in finish(), sites near or far. */
static const struct {
	const char *name;
	u64 base;
	unsigned int gap;
	bool queues;
} ways[] = {
	{ "at once", FAKE_BASE, 7, false },
	{ "queued", FAKE_BASE, 7, true },
	{ "site after site", FAKE_BASE, 0, false },
	{ "site after site, queued", FAKE_BASE, 0, true },
	{ "low addresses", 0, 3, false },
	{ "around 4 GiB", 0xfffff000, 3, true },
	{ "up to 2^64", -FAKE_SIZE, 3, false },
};

static void set_up(unsigned int way)
{
	fake_table_init(&table, ways[way].base);
	table.text.queues = ways[way].queues;
	fake_table_fill(&table, ways[way].gap);
	start = table;
}

/* A pass that has to succeed everywhere. */
static void change(const char *name, enum pvpatch_form want)
{
	struct pvpatch_stats stats;

	fake_table_pass(&table, want, &stats);
	same_number(name, stats.failed, 0);
	fake_table_expect(name, &table, &start, want);
}

static void test_apply_covers_every_op(void **state)
{
	unsigned int op, i;

	(void)state;
	set_up(0);
	for (op = 0; op < FAKE_OPS; op++) {
		for (i = 0; i < table.count; i++)
			if (table.sites[i].op == op)
				break;
		if (i == table.count)
			fail_msg("no site of %s", fake_op_names[op]);
	}
}

/* From each form to each other, and all the way round to the bytes on disk. */
static void test_apply_reversible(void **state)
{
	static const enum pvpatch_form order[] = {
		PVPATCH_INDIRECT, PVPATCH_DIRECT, PVPATCH_INLINE,
		PVPATCH_INDIRECT, PVPATCH_INLINE, PVPATCH_DIRECT,
		PVPATCH_INDIRECT,
	};
	unsigned int way, step;

	(void)state;
	for (way = 0; way < COUNT(ways); way++) {
		set_up(way);
		for (step = 0; step < COUNT(order); step++)
			change(ways[way].name, order[step]);
		assert_memory_equal(table.text.bytes, start.text.bytes, FAKE_SIZE);
	}
}

/* A pass that finds everything done writes nothing. */
static void test_apply_second_pass(void **state)
{
	struct pvpatch_stats first, second;
	unsigned int way, want;

	(void)state;
	for (way = 0; way < COUNT(ways); way++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(way);
		fake_table_pass(&table, want, &first);
		fake_table_pass(&table, want, &second);
		same_number(ways[way].name, first.wrote,
			    want == PVPATCH_INDIRECT ? 0 : table.count);
		same_number(ways[way].name, second.wrote, 0);
		assert_memory_equal(second.forms, first.forms, sizeof(first.forms));
	}
}

/* Ops without inline code, or with too much of it, count as what they are. */
static void test_apply_counts_fallback(void **state)
{
	struct pvpatch_stats stats;
	u32 i, inlined = 0;

	(void)state;
	set_up(0);
	fake_table_pass(&table, PVPATCH_INLINE, &stats);
	for (i = 0; i < table.count; i++)
		inlined += table.sites[i].op % 17 <= table.sites[i].len;
	assert_in_range(inlined, 1, table.count - 1);
	same_number("inline", stats.forms[PVPATCH_INLINE], inlined);
	same_number("direct", stats.forms[PVPATCH_DIRECT], table.count - inlined);
	same_number("indirect", stats.forms[PVPATCH_INDIRECT], 0);
}

/*
 * A patcher that finds a site's call by looking at it is lost once the site is
 * inline.  Sites that have never been indirect here become direct all the same.
 */
static void test_apply_direct_from_inline(void **state)
{
	unsigned int op;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	for (op = 0; op < FAKE_OPS; op++)
		fake_table_add(&table, FAKE_BASE + 20 * op, op, 5 + op % 11,
			       PVPATCH_INLINE);
	start = table;
	change("inline to direct", PVPATCH_DIRECT);
	change("direct to indirect", PVPATCH_INDIRECT);
}

/* Sites need not have the same form to begin with. */
static void test_apply_mixed_forms(void **state)
{
	unsigned int op, want;

	(void)state;
	for (want = 0; want < PVPATCH_FORMS; want++) {
		fake_table_init(&table, FAKE_BASE);
		for (op = 0; op < FAKE_OPS; op++)
			fake_table_add(&table, FAKE_BASE + 20 * op, op,
				       5 + op % 11, op % PVPATCH_FORMS);
		start = table;
		change("mixed", want);
	}
}

static void test_apply_empty_table(void **state)
{
	struct pvpatch_stats stats;

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	fake_table_pass(&table, PVPATCH_INLINE, &stats);
	same_number("sites", stats.sites, 0);
}

/* A site that is left out is neither written nor counted. */
static void test_apply_skips(void **state)
{
	u32 skip;

	(void)state;
	for (skip = 0; skip < 20; skip++) {
		set_up(2);
		table.skip = skip;
		change("skip", PVPATCH_INLINE);
	}
}

/* Counters are added to, so that several tables can share them. */
static void test_apply_adds_up(void **state)
{
	struct pvpatch_stats stats = {
		.sites = 1000, .forms = { 200, 300, 400 }, .held = 30, .failed = 70, .wrote = 50,
	};
	struct pvpatch_job job = { .text = &table.text.text };

	(void)state;
	fake_table_init(&table, FAKE_BASE);
	pvpatch_apply(&job, &stats);
	same_number("sites", stats.sites, 1000);
	same_number("indirect", stats.forms[PVPATCH_INDIRECT], 200);
	same_number("direct", stats.forms[PVPATCH_DIRECT], 300);
	same_number("inline", stats.forms[PVPATCH_INLINE], 400);
	same_number("held", stats.held, 30);
	same_number("failed", stats.failed, 70);
	same_number("wrote", stats.wrote, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_covers_every_op),
		cmocka_unit_test(test_apply_reversible),
		cmocka_unit_test(test_apply_second_pass),
		cmocka_unit_test(test_apply_counts_fallback),
		cmocka_unit_test(test_apply_direct_from_inline),
		cmocka_unit_test(test_apply_mixed_forms),
		cmocka_unit_test(test_apply_empty_table),
		cmocka_unit_test(test_apply_skips),
		cmocka_unit_test(test_apply_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
