// SPDX-License-Identifier: GPL-2.0-only
/*
 * Passes over text that is not what it should be, or that can not be read or
 * written.  One site suffers; its neighbours, which touch it, change as if it
 * were sound.
 */
#include "fake_table.h"

#define HERE	(FAKE_BASE + 0x100)
#define LEFT	(HERE - 8)

static struct fake_table table, start;

/* Three sites that touch; the one in the middle is @len long and has @form. */
static void set_up(unsigned int len, enum pvpatch_form form)
{
	fake_table_init(&table, FAKE_BASE);
	fake_table_add(&table, LEFT, 1, 8, PVPATCH_INDIRECT);
	fake_table_add(&table, HERE, 4, len, form);
	fake_table_add(&table, HERE + len, 6, 9, PVPATCH_INDIRECT);
	table.text.bad = HERE;
}

/* A pass in which only the site in the middle fails. */
static void spoil(const char *name, enum pvpatch_form want, int err)
{
	struct pvpatch_stats stats;

	start = table;
	fake_table_pass(&table, want, &stats);
	same_number(name, table.errors[0], 0);
	same_number(name, table.errors[1], err);
	same_number(name, table.errors[2], 0);
	same_number(name, stats.failed, err != 0);
}

/* Each bit of each site of each length and form, whatever is wanted. */
static void test_apply_damage_each_bit(void **state)
{
	unsigned int len, form, want, bit;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (form = 0; form < PVPATCH_FORMS; form++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(len, form);
		for (bit = 0; bit < 8 * len; bit++) {
			static struct fake_table sound;
			struct pvpatch_stats stats;
			u8 *byte = fake_text_at(&table.text, HERE + bit / 8);

			if (bit == 0)
				sound = table;
			table = sound;
			*byte ^= 1 << bit % 8;
			spoil("damage", want, -PVPATCH_EOLD);
			fake_table_expect("damage", &table, &start, want);
			fake_table_pass(&table, want, &stats);
			same_number("again", stats.failed, 1);
			same_number("again", stats.wrote, 0);
		}
	}
}

/* A legal site of another op is not a legal site of this one. */
static void test_apply_damage_wrong_op(void **state)
{
	unsigned int op, want;

	(void)state;
	for (op = 0; op < FAKE_OPS; op++)
	for (want = 0; want < PVPATCH_FORMS; want++) {
		set_up(7, PVPATCH_INDIRECT);
		table.sites[1].op = op;
		spoil(fake_op_names[op], want, op == 4 ? 0 : -PVPATCH_EOLD);
		fake_table_expect(fake_op_names[op], &table, &start, want);
	}
}

/*
 * A record that is shorter than its site finds only the beginning of the padding,
 * which is wrong but where the site has a NOP of its own after that.
 */
static void test_apply_damage_short_record(void **state)
{
	unsigned int len, claim, form, caught = 0;

	(void)state;
	for (len = 6; len <= PVPATCH_SITE_MAX; len++)
	for (claim = PVPATCH_SITE_MIN; claim < len; claim++)
	for (form = 0; form < PVPATCH_FORMS; form++) {
		struct pvpatch_choice choice;
		u8 bytes[PVPATCH_SITE_MAX];
		int err = 0;

		set_up(len, form);
		table.sites[1].len = claim;
		fake_choose(&table, &table.sites[1], &choice);
		expect_form(&table.sites[1], &choice, form, bytes);
		if (memcmp(bytes, fake_text_at(&table.text, HERE), claim))
			err = -PVPATCH_EOLD;
		caught += err != 0;
		spoil("short", PVPATCH_DIRECT, err);
		fake_table_expect("short", &table, &start, PVPATCH_DIRECT);
	}
	assert_in_range(caught, 100, 165);
}

/* A record that is longer than its site claims bytes of its neighbour. */
static void test_apply_damage_long_record(void **state)
{
	unsigned int len, claim, form;

	(void)state;
	for (len = PVPATCH_SITE_MIN; len < PVPATCH_SITE_MAX; len++)
	for (claim = len + 1; claim <= PVPATCH_SITE_MAX; claim++)
	for (form = 0; form < PVPATCH_FORMS; form++) {
		set_up(len, form);
		table.count = 2;
		table.sites[1].len = claim;
		spoil("long", PVPATCH_DIRECT, -PVPATCH_EOLD);
		fake_table_expect("long", &table, &start, PVPATCH_DIRECT);
	}
}

static const struct {
	const char *name;
	enum fake_fault fault;
	int err;
	bool keeps;	/* the site has the bytes that it had before */
} faults[] = {
	{ "read fails", FAULT_READ, -PVPATCH_EREAD, true },
	{ "read fails after the write", FAULT_GONE, -PVPATCH_EREAD, false },
	/* Only the second half of a pass judges, and it sees a legal site. */
	{ "write fails", FAULT_WRITE, -PVPATCH_EREADBACK, true },
	{ "write is lost", FAULT_LOST, -PVPATCH_EREADBACK, true },
	{ "write is garbled", FAULT_GARBLED, -PVPATCH_EOLD, false },
};

static void test_apply_damage_faults(void **state)
{
	unsigned int i, len, queues;

	(void)state;
	for (i = 0; i < COUNT(faults); i++)
	for (len = PVPATCH_SITE_MIN; len <= PVPATCH_SITE_MAX; len++)
	for (queues = 0; queues < 2; queues++) {
		set_up(len, PVPATCH_INDIRECT);
		table.text.queues = queues;
		table.text.fault = faults[i].fault;
		spoil(faults[i].name, PVPATCH_DIRECT, faults[i].err);
		if (faults[i].keeps)
			fake_table_expect(faults[i].name, &table, &start,
					  PVPATCH_DIRECT);
	}
}

/* When the fault is gone, the next pass makes the site what it should be. */
static void test_apply_damage_recovers(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(faults); i++) {
		if (!faults[i].keeps)
			continue;
		set_up(8, PVPATCH_INDIRECT);
		table.text.fault = faults[i].fault;
		spoil(faults[i].name, PVPATCH_INLINE, faults[i].err);
		table.text.fault = FAULT_NONE;
		spoil(faults[i].name, PVPATCH_INLINE, 0);
		fake_table_expect(faults[i].name, &table, &start, PVPATCH_INLINE);
	}
}

/* A site that already has its form needs no write, so none can fail. */
static void test_apply_damage_unneeded_write(void **state)
{
	(void)state;
	set_up(8, PVPATCH_DIRECT);
	table.text.fault = FAULT_WRITE;
	spoil("already direct", PVPATCH_DIRECT, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_apply_damage_each_bit),
		cmocka_unit_test(test_apply_damage_wrong_op),
		cmocka_unit_test(test_apply_damage_short_record),
		cmocka_unit_test(test_apply_damage_long_record),
		cmocka_unit_test(test_apply_damage_faults),
		cmocka_unit_test(test_apply_damage_recovers),
		cmocka_unit_test(test_apply_damage_unneeded_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
