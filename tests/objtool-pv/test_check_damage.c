// SPDX-License-Identifier: GPL-2.0-only
/*
 * Clean kernels, and every bit of every site and of every record turned over in turn:
 * each is found at its site, and no other site is blamed for it.
 */
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "small_kernel.h"

#define BUILT	PVPATCH_FORMS	/* as a mode: not booted */

static const enum site_form forms[PVPATCH_FORMS][SITE_ALL] = {
	[PVPATCH_INDIRECT] = { 0 },
	[PVPATCH_DIRECT] = {
		[SITE_NOTHING] = FORM_DIRECT, [SITE_CODE] = FORM_DIRECT,
		[SITE_REGISTER] = FORM_DIRECT, [SITE_LONG] = FORM_DIRECT,
		[SITE_DIRECT] = FORM_DIRECT, [SITE_JUMP] = FORM_DIRECT,
		[SITE_MOD_CODE] = FORM_DIRECT, [SITE_MOD_DIRECT] = FORM_DIRECT },
	[PVPATCH_INLINE] = {
		[SITE_NOTHING] = FORM_INLINE, [SITE_CODE] = FORM_INLINE,
		[SITE_REGISTER] = FORM_INLINE, [SITE_LONG] = FORM_INLINE,
		[SITE_DIRECT] = FORM_DIRECT, [SITE_JUMP] = FORM_INLINE,
		[SITE_MOD_CODE] = FORM_INLINE, [SITE_MOD_DIRECT] = FORM_DIRECT },
};

static void make(struct small *small, unsigned int mode)
{
	if (mode == BUILT)
		small_built(small);
	else
		small_booted(small, mode);
}

static void check(struct small *small)
{
	struct error error = { "" };

	if (small_check(small, &error))
		fail_msg("%s", error.text);
}

static void check_clean(struct small *small, const char *name, unsigned int sites)
{
	check(small);
	if (small->findings.count)
		print_error("%s: %s\n", small->findings.finding[0].place,
			    small->findings.finding[0].message);
	same_number(name, small->findings.count, 0);
	same_number(name, small->findings.checked, sites);
}

static void test_check_damage_clean_built(void **state)
{
	struct small small;

	(void)state;
	small_built(&small);
	check_clean(&small, "built", SITE_KERNEL);
	assert_int_equal(small.findings.nunchecked, 0);
	small_free(&small);
	small_unbound(&small);
	check_clean(&small, "before a backend", SITE_KERNEL + 2 - 1);
	small_free(&small);
}

static const struct site *find(const struct small *small, u64 addr)
{
	size_t i, j;

	for (i = 0; i < small->tables.ntables; i++)
		for (j = 0; j < small->tables.table[i]->nsites; j++)
			if (small->tables.table[i]->sites[j].addr == addr)
				return &small->tables.table[i]->sites[j];
	return NULL;
}

/* All but the two in boot-time code, which is gone. */
static void test_check_damage_clean_booted(void **state)
{
	struct small small;
	unsigned int mode, i;

	(void)state;
	for (mode = 0; mode < PVPATCH_FORMS; mode++) {
		small_booted(&small, mode);
		check_clean(&small, pvpatch_form_name(mode), SITE_ALL - 2);
		assert_int_equal(small.tables.ntables, 2);
		assert_string_equal(small.tables.table[1]->name, "sample");
		for (i = 0; i < SITE_ALL; i++) {
			const struct site *site = find(&small, small_site(i));

			if (i == SITE_INIT || i == SITE_MOD_INIT)
				assert_null(site);
			else
				same_number("form", site_form(site, NULL), forms[mode][i]);
		}
		small_free(&small);
	}
}

/* A CPU that is slow with prefixes has NOPs, and prefixes there are wrong. */
static void test_check_damage_slow_prefixes(void **state)
{
	static const u8 prefixes[] = { 0x2e, 0x2e, 0x2e, 0x2e, 0x2e };
	struct small small;
	u8 *nop;

	(void)state;
	small_booted_slow(&small, PVPATCH_INLINE);
	nop = small_at(&small, small_site(SITE_NOTHING));
	assert_memory_equal(nop, "\x0f\x1f\x44\x00\x00", 5);
	check_clean(&small, "slow", SITE_ALL - 2);
	small_free(&small);

	small_booted_slow(&small, PVPATCH_INLINE);
	memcpy(small_at(&small, small_site(SITE_NOTHING)), prefixes, sizeof(prefixes));
	check(&small);
	assert_int_equal(small.findings.count, 1);
	assert_int_equal(small.findings.finding[0].addr, small_site(SITE_NOTHING));
	small_free(&small);
}

/* --- damage */

/* The sites whose bytes or records are there in this mode. */
static bool is_there(unsigned int mode, enum small_site site)
{
	return mode == BUILT ? site < SITE_KERNEL :
	       site != SITE_INIT && site != SITE_MOD_INIT;
}

static unsigned int length(enum small_site site)
{
	return site == SITE_LONG ? 7 : 5;
}

/* Is there a finding at @addr, and none about another site? */
static void blames(const struct small *small, const char *what, u64 addr)
{
	bool found = false;
	size_t i;

	for (i = 0; i < small->findings.count; i++) {
		const struct finding *f = &small->findings.finding[i];

		found |= f->addr == addr;
		/* Damaged bytes may well be a branch into a site. */
		if (f->addr != addr && f->rule != RULE_BRANCH)
			fail_msg("%s at %#llx: %s: %s: %s", what, (unsigned long long)addr,
				 f->place, rule_id(f->rule), f->message);
	}
	if (!found)
		fail_msg("%s at %#llx was not found", what, (unsigned long long)addr);
}

static void damage_site(unsigned int mode, enum small_site site, unsigned int bit)
{
	u64 addr = small_site(site);
	struct small small;

	make(&small, mode);
	*small_at(&small, addr + bit / 8) ^= 1 << bit % 8;
	check(&small);
	blames(&small, "a byte", addr);
	small_free(&small);
}

static void test_check_damage_sites(void **state)
{
	unsigned int mode, site, bit;

	(void)state;
	for (mode = 0; mode <= BUILT; mode++)
		for (site = 0; site < SITE_ALL; site++)
			for (bit = 0; is_there(mode, site) && bit < 8 * length(site); bit++)
				damage_site(mode, site, bit);
}

/* A record that leads elsewhere leaves a call without a record; in memory it differs. */
static void damage_record(unsigned int mode, enum small_site site, unsigned int bit)
{
	u64 addr = small_site(site), call = addr + length(site) - 5;
	struct small small;
	bool found = false;
	size_t i;

	make(&small, mode);
	*small_at(&small, small_record(site) + bit / 8) ^= 1 << bit % 8;
	check(&small);
	for (i = 0; i < small.findings.count; i++)
		found |= small.findings.finding[i].addr == addr ||
			 small.findings.finding[i].addr == call;
	if (!found)
		fail_msg("bit %u of the record of the site at %#llx, mode %u", bit,
			 (unsigned long long)addr, mode);
	small_free(&small);
}

static void test_check_damage_records(void **state)
{
	unsigned int mode, site, bit;

	(void)state;
	for (mode = 0; mode <= BUILT; mode++)
		for (site = 0; site < SITE_KERNEL; site++)
			for (bit = 0; is_there(mode, site) && bit < 64; bit++)
				damage_record(mode, site, bit);
}

/* A length of 255 bytes is wrong, and no reason to look away from the sites in them. */
static void test_check_damage_long_record(void **state)
{
	struct small small;
	size_t i;

	(void)state;
	small_built(&small);
	*small_at(&small, small_record(SITE_NOTHING) + 5) = 255;
	*small_at(&small, SMALL_BASE + SMALL_MANY + 15) ^= 1;	/* into SITE_REGISTER */
	check(&small);
	assert_int_equal(small.findings.count, 2);
	for (i = 0; i < 2; i++)
		assert_int_equal(small.findings.finding[i].rule, i ? RULE_BRANCH : RULE_RECORD);
	assert_int_equal(small.findings.finding[1].addr, small_site(SITE_REGISTER));
	small_free(&small);
}

/* Of two records the longer one says what is inside of a site; no bytes suit the other one. */
static void test_check_damage_longest(void **state)
{
	struct small small;

	(void)state;
	small_built(&small);
	small_add_record(&small, small_site(SITE_LONG), PVOP_irq_irq_disable, PVOPS_V_KEEP,
			 5);
	*small_at(&small, SMALL_BASE + SMALL_MANY + 15) = 11;	/* to its byte 6 */
	check(&small);
	assert_int_equal(small.findings.count, 4);
	assert_int_equal(small.findings.finding[0].rule, RULE_OVERLAP);
	assert_int_equal(small.findings.finding[1].rule, RULE_BRANCH);
	assert_int_equal(small.findings.finding[1].addr, small_site(SITE_LONG));
	assert_int_equal(small.findings.finding[2].rule, RULE_BYTES);
	assert_int_equal(small.findings.finding[3].rule, RULE_UNRECORDED);
	small_free(&small);
}

/* Where an instruction goes over the beginning of a site, and over its end. */
static void test_check_damage_boundaries(void **state)
{
	struct small small;

	(void)state;
	small_built(&small);
	memcpy(small_at(&small, SMALL_BASE + SMALL_ONE), "\x48\xb8", 2);
	*small_at(&small, small_record(SITE_CODE) + 5) = 6;	/* half of the je after it */
	check(&small);
	assert_int_equal(small.findings.count, 3);
	assert_int_equal(small.findings.finding[0].rule, RULE_BOUNDARY);
	assert_string_equal(small.findings.finding[0].message,
			    "ends in the middle of the instruction at 0xffffffff81000d0e");
	assert_int_equal(small.findings.finding[1].rule, RULE_BYTES);
	assert_int_equal(small.findings.finding[2].rule, RULE_BOUNDARY);
	assert_string_equal(small.findings.finding[2].message,
			    "begins in the middle of the instruction at 0xffffffff81000d40");
	small_free(&small);
}

/* Of more sites outside a module's code than were in boot-time code none is passed over. */
static void test_check_damage_module_record(void **state)
{
	struct small small;

	(void)state;
	small_booted(&small, PVPATCH_INLINE);
	*small_at(&small, small_record(SITE_MOD_CODE) + 1) ^= 2;
	check(&small);
	assert_int_equal(small.findings.checked, SITE_ALL - 1);
	assert_true(small.findings.count >= 2);
	assert_int_equal(small.findings.finding[small.findings.count - 1].rule, RULE_BYTES);
	small_free(&small);
}

/* A module may be nothing but boot-time code. */
static void test_check_damage_module_without_code(void **state)
{
	u64 text = SMALL_MOD_TEXT_PIECE;
	struct small small;

	(void)state;
	small_booted(&small, PVPATCH_INLINE);
	small_put(&small, text + 8, 0, 8);
	small_put(&small, text + 16, 0, 4);
	small_put(&small, SMALL_LOADED + 36, 3, 4);
	memcpy(small_at(&small, SMALL_BASE + SMALL_GROUP + 0x140 + 16), ".init", 6);
	check_clean(&small, "no code", SITE_KERNEL - 1);
	small_free(&small);
}

static int end(void **state)
{
	(void)state;
	decode_end();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check_damage_clean_built),
		cmocka_unit_test(test_check_damage_clean_booted),
		cmocka_unit_test(test_check_damage_slow_prefixes),
		cmocka_unit_test(test_check_damage_sites),
		cmocka_unit_test(test_check_damage_records),
		cmocka_unit_test(test_check_damage_long_record),
		cmocka_unit_test(test_check_damage_longest),
		cmocka_unit_test(test_check_damage_boundaries),
		cmocka_unit_test(test_check_damage_module_record),
		cmocka_unit_test(test_check_damage_module_without_code),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
