// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over a table in which one site is a jump.  In text that does not run yet it is
 * like any other; in running text it keeps its form, is still looked at, and is counted
 * apart unless it has the form that is wanted.
 */
#include "fake_table.h"

#define HERE	(FAKE_BASE + 0x100)
#define LEN	7
#define OP	4
#define SITE	1

static struct fake_table table, start;

static void set_up(enum pvpatch_form form, bool running)
{
	fake_table_init(&table, FAKE_BASE);
	table.jump = OP;
	table.text.text.running = running;
	fake_table_add(&table, HERE - 8, 1, 8, PVPATCH_INDIRECT);
	fake_table_add(&table, HERE, OP, LEN, form);
	fake_table_add(&table, HERE + LEN, 6, 9, PVPATCH_INDIRECT);
}

static void pass(enum pvpatch_form form, enum pvpatch_form want, bool running)
{
	struct pvpatch_stats stats;

	set_up(form, running);
	start = table;
	fake_table_pass(&table, want, &stats);
	same_number("fixed", stats.fixed, running && form != want);
	same_number("failed", stats.failed, 0);
	if (running)
		table.skip = SITE;
	fake_table_expect(running ? "running" : "at boot", &table, &start, want);
}

static void test_apply_jump_at_boot(void **state)
{
	unsigned int form, want;

	(void)state;
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (want = 0; want < PVPATCH_FORMS; want++)
		pass(form, want, false);
}

/* Its neighbours get what is wanted. */
static void test_apply_jump_running(void **state)
{
	unsigned int form, want;

	(void)state;
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (want = 0; want < PVPATCH_FORMS; want++)
		pass(form, want, true);
}

/* That it is not written is no excuse for bytes that are none of its forms. */
static void test_apply_jump_damaged(void **state)
{
	struct pvpatch_stats stats;
	unsigned int running, i;

	(void)state;
	for (running = 0; running < 2; running++)
	for (i = 0; i < LEN; i++) {
		set_up(PVPATCH_DIRECT, running);
		*fake_text_at(&table.text, HERE + i) ^= 0x40;
		start = table;
		fake_table_pass(&table, PVPATCH_INLINE, &stats);
		same_number("fixed", stats.fixed, 0);
		same_number("failed", stats.failed, 1);
		same_number("bytes", table.errors[SITE], -PVPATCH_EOLD);
		fake_table_expect("damaged", &table, &start, PVPATCH_INLINE);
	}
}

/* A call is no form of a jump, nor the other way round. */
static void test_apply_jump_called(void **state)
{
	struct pvpatch_stats stats;
	unsigned int jump, form;

	(void)state;
	for (jump = 0; jump < 2; jump++)
	for (form = PVPATCH_INDIRECT; form < PVPATCH_INLINE; form++) {
		set_up(form, false);
		if (jump)
			*fake_text_at(&table.text, HERE) = 0xe8;
		else
			table.jump = FAKE_OPS;
		fake_table_pass(&table, PVPATCH_INLINE, &stats);
		same_number("failed", stats.failed, 1);
		same_number("bytes", table.errors[SITE], -PVPATCH_EOLD);
	}
}

/* A jump of running text claims its bytes, too. */
static void test_apply_jump_overlapped(void **state)
{
	struct pvpatch_stats stats;

	(void)state;
	set_up(PVPATCH_DIRECT, true);
	table.sites[2].addr = HERE;
	table.sites[2].op = OP;
	table.sites[2].len = LEN;
	fake_table_pass(&table, PVPATCH_DIRECT, &stats);
	same_number("failed", stats.failed, 1);
	same_number("overlap", table.errors[2], -PVPATCH_EOVERLAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_jump_at_boot),
		cmocka_unit_test(test_apply_jump_running),
		cmocka_unit_test(test_apply_jump_damaged),
		cmocka_unit_test(test_apply_jump_called),
		cmocka_unit_test(test_apply_jump_overlapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
