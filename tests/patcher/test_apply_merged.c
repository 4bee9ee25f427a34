// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over sites that have nothing to do and become prefixes of the instruction
 * after them, also where that instruction changes while they are.
 */
#include "fake_table.h"

#define HERE	(FAKE_BASE + 0x100)
#define LEN	5
#define NOTHING	0	/* an op without code */
#define PREFIXES "\x2e\x2e\x2e\x2e\x2e"
#define NOP5	"\x0f\x1f\x44\x00\x00"
#define MOV	"\x48\x89\xf8"
#define INT3	"\xcc\x89\xf8"

static struct fake_table table, start;

static void set_next(const char *insn)
{
	memcpy(fake_text_at(&table.text, HERE + LEN), insn, 3);
}

/* One site between guards, and a MOV after it. */
static void set_up(u8 op, enum pvpatch_form form)
{
	fake_table_init(&table, FAKE_BASE);
	fake_text_own(&table.text);
	table.after = true;
	fake_table_add(&table, HERE, op, LEN, form);
	set_next(MOV);
	start = table;
}

/* A pass after which the site has this form and these bytes, and no other byte changed. */
static void change(const char *name, enum pvpatch_form want, const char *bytes)
{
	struct pvpatch_stats stats;

	start = table;
	fake_table_pass(&table, want, &stats);
	same_number(name, table.errors[0], 0);
	same_number(name, stats.forms[want], 1);
	if (bytes)
		same_bytes(name, fake_text_at(&table.text, HERE), bytes, LEN);
	fake_table_expect(name, &table, &start, want);
}

static void test_apply_merged_prefixes(void **state)
{
	(void)state;
	set_up(NOTHING, PVPATCH_INDIRECT);
	change("inline", PVPATCH_INLINE, PREFIXES);
	change("direct", PVPATCH_DIRECT, NULL);
	change("inline again", PVPATCH_INLINE, PREFIXES);
	change("indirect", PVPATCH_INDIRECT, NULL);
	change("inline once more", PVPATCH_INLINE, PREFIXES);
}

/* The site is not prefixes where they could do harm, even if the choice says so. */
static void test_apply_merged_nops(void **state)
{
	static const struct {
		const char *name, *insn;
		bool known;
		u64 claimed;
	} cases[] = {
		{ "claims unknown", MOV, false, 0 },
		{ "claimed", MOV, true, HERE + LEN },
		{ "jump", "\x0f\x85\x10", true, 0 },
		{ "NOP", "\x0f\x1f\x00", true, 0 },
		{ "call", "\xe8\x10\x00", true, 0 },
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		set_up(NOTHING, PVPATCH_INDIRECT);
		table.after = false;
		set_next(cases[i].insn);
		table.text.claimed = cases[i].claimed;
		if (!cases[i].known)
			table.text.text.claimed = NULL;
		change(cases[i].name, PVPATCH_INLINE, NOP5);
		change(cases[i].name, PVPATCH_DIRECT, NULL);
	}
}

/* On a CPU that is slow with prefixes, a site without code is a NOP before any instruction. */
static void test_apply_merged_slow(void **state)
{
	(void)state;
	set_up(NOTHING, PVPATCH_INDIRECT);
	table.after = false;
	table.nops = true;
	change("slow", PVPATCH_INLINE, NOP5);
	change("direct", PVPATCH_DIRECT, NULL);
}

/* For a site that has code, the next instruction does not matter. */
static void test_apply_merged_own_code(void **state)
{
	(void)state;
	set_up(1, PVPATCH_INDIRECT);
	change("prefixes of its own", PVPATCH_INLINE, "\x2e\x2e\x2e\x2e\xfa");
	set_up(18, PVPATCH_INDIRECT);
	change("none", PVPATCH_INLINE, "\xfa\x0f\x1f\x40\x00");
}

/* Every op and every length, from each form to each other. */
static void test_apply_merged_every_op(void **state)
{
	static const enum pvpatch_form order[] = {
		PVPATCH_INLINE, PVPATCH_DIRECT, PVPATCH_INDIRECT,
		PVPATCH_DIRECT, PVPATCH_INLINE, PVPATCH_INDIRECT,
	};
	unsigned int op, len, step;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++) {
		fake_table_init(&table, FAKE_BASE);
		fake_text_own(&table.text);
		table.text.queues = len % 2;
		table.after = true;
		for (op = 0; op < FAKE_OPS; op++) {
			u64 addr = FAKE_BASE + 20 * op;

			fake_table_add(&table, addr, op, len, PVPATCH_INDIRECT);
			memcpy(fake_text_at(&table.text, addr + len), MOV, 3);
		}
		start = table;
		for (step = 0; step < COUNT(order); step++) {
			struct pvpatch_stats stats;

			fake_table_pass(&table, order[step], &stats);
			same_number("failed", stats.failed, 0);
			fake_table_expect("every op", &table, &start, order[step]);
		}
		assert_memory_equal(table.text.bytes, start.text.bytes, FAKE_SIZE);
	}
}

/* A pass that finds the next instruction changed by other code gives the site this form. */
static void changed(const char *name, enum pvpatch_form want)
{
	struct pvpatch_stats stats;

	fake_table_pass(&table, want, &stats);
	same_number(name, table.errors[0], 0);
	same_number(name, stats.forms[want], 1);
}

/*
 * A debugger may put an int3 after prefixes, where it still is an int3.  The site
 * is what it was, and can be replaced.
 */
static void test_apply_merged_probed(void **state)
{
	unsigned int want;

	(void)state;
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(NOTHING, PVPATCH_INLINE);
		same_bytes("before", fake_text_at(&table.text, HERE), PREFIXES, LEN);
		set_next(INT3);
		table.after = false;
		changed(pvpatch_form_name(want), want);
		same_bytes("probe", fake_text_at(&table.text, HERE + LEN), INT3, 3);
		set_next(MOV);
		table.after = true;
		changed("no more", PVPATCH_DIRECT);
		change("inline", PVPATCH_INLINE, PREFIXES);
	}
}

/* The other way round: NOPs because of an int3 that is gone now. */
static void test_apply_merged_unprobed(void **state)
{
	unsigned int want;

	(void)state;
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(NOTHING, PVPATCH_INDIRECT);
		set_next(INT3);
		table.after = false;
		change("probed", PVPATCH_INLINE, NOP5);
		set_next(MOV);
		table.after = true;
		change(pvpatch_form_name(want), want,
		       want == PVPATCH_INLINE ? PREFIXES : NULL);
	}
}

/* NOPs that can not be replaced by prefixes are no failure: they do nothing, too. */
static void test_apply_merged_nops_stay(void **state)
{
	static const enum fake_fault faults[] = { FAULT_WRITE, FAULT_LOST };
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(faults); i++) {
		set_up(NOTHING, PVPATCH_INDIRECT);
		memcpy(fake_text_at(&table.text, HERE), NOP5, LEN);
		table.text.bad = HERE;
		table.text.fault = faults[i];
		changed("inline", PVPATCH_INLINE);
		same_bytes("kept", fake_text_at(&table.text, HERE), NOP5, LEN);
		fake_table_pass(&table, PVPATCH_DIRECT, NULL);
		same_number("direct", table.errors[0], -PVPATCH_EREADBACK);
	}
}

/* Each bit of prefixes and of NOPs, whatever is wanted: none is a legal form. */
static void test_apply_merged_damage(void **state)
{
	static const char *const pads[] = { PREFIXES, NOP5 };
	unsigned int pad, bit, want;

	(void)state;
	for (pad = 0; pad < COUNT(pads); pad++)
	for (bit = 0; bit < 8 * LEN; bit++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(NOTHING, PVPATCH_INDIRECT);
		memcpy(fake_text_at(&table.text, HERE), pads[pad], LEN);
		*fake_text_at(&table.text, HERE + bit / 8) ^= 1 << bit % 8;
		start = table;
		fake_table_pass(&table, want, NULL);
		same_number("damage", table.errors[0], -PVPATCH_EOLD);
		fake_table_expect("damage", &table, &start, want);
	}
}

/* Neither padding is legal in a site that has code. */
static void test_apply_merged_not_nothing(void **state)
{
	static const char *const pads[] = { PREFIXES, NOP5 };
	unsigned int pad, want;

	(void)state;
	for (pad = 0; pad < COUNT(pads); pad++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(1, PVPATCH_INDIRECT);
		memcpy(fake_text_at(&table.text, HERE), pads[pad], LEN);
		fake_table_pass(&table, want, NULL);
		same_number("code", table.errors[0], -PVPATCH_EOLD);
	}
}

/*
 * The next instruction may be another site, whose forms are fit or unfit.  Both sites get
 * the form that is wanted, in any order of the records and of the writes.
 */
static void test_apply_merged_neighbour(void **state)
{
	static const enum pvpatch_form order[] = {
		PVPATCH_INLINE, PVPATCH_INLINE, PVPATCH_DIRECT, PVPATCH_INLINE,
		PVPATCH_INDIRECT, PVPATCH_INLINE, PVPATCH_INLINE, PVPATCH_INDIRECT,
	};
	unsigned int backward, queues, step;

	(void)state;
	for (backward = 0; backward < 2; backward++)
	for (queues = 0; queues < 2; queues++) {
		fake_table_init(&table, FAKE_BASE);
		fake_text_own(&table.text);
		table.text.queues = queues;
		/* The code of op 6 is a MOV first, and as long as the site. */
		fake_table_add(&table, backward ? HERE + LEN : HERE,
			       backward ? 6 : NOTHING, backward ? 6 : LEN,
			       PVPATCH_INDIRECT);
		fake_table_add(&table, backward ? HERE : HERE + LEN,
			       backward ? NOTHING : 6, backward ? LEN : 6,
			       PVPATCH_INDIRECT);
		for (step = 0; step < COUNT(order); step++) {
			struct pvpatch_stats stats;
			const u8 *now = fake_text_at(&table.text, HERE);

			/* Is the second one's MOV there when the first is planned? */
			table.after = (backward && !queues) ||
				       step == 1 || step == 6;
			fake_table_pass(&table, order[step], &stats);
			same_number("first", table.errors[0], 0);
			same_number("second", table.errors[1], 0);
			same_number("form", stats.forms[order[step]], 2);
			if (order[step] == PVPATCH_INLINE)
				assert_true(!memcmp(now, PREFIXES, LEN) ||
					    !memcmp(now, NOP5, LEN));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_merged_prefixes),
		cmocka_unit_test(test_apply_merged_nops),
		cmocka_unit_test(test_apply_merged_slow),
		cmocka_unit_test(test_apply_merged_own_code),
		cmocka_unit_test(test_apply_merged_every_op),
		cmocka_unit_test(test_apply_merged_probed),
		cmocka_unit_test(test_apply_merged_unprobed),
		cmocka_unit_test(test_apply_merged_nops_stay),
		cmocka_unit_test(test_apply_merged_damage),
		cmocka_unit_test(test_apply_merged_not_nothing),
		cmocka_unit_test(test_apply_merged_neighbour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
