// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules of check: for each of them a small kernel with one thing wrong in it
 * (rule_cases.c), in which exactly that is found, exactly there, with the right bytes.
 * That no rule is without a case is a test, too.
 */
#include <stdlib.h>
#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "rule_cases.h"

static void show_all(const struct small *small)
{
	size_t i;

	for (i = 0; i < small->findings.count; i++)
		print_error("found: %s: %s: %s\n", small->findings.finding[i].place,
			    rule_id(small->findings.finding[i].rule),
			    small->findings.finding[i].message);
}

static void make(struct small *small, unsigned int mode)
{
	if (mode == SMALL_BUILT)
		small_built(small);
	else
		small_booted(small, mode);
}

static void check_case(size_t i)
{
	u64 bytes = rule_cases[i].bytes ? rule_cases[i].bytes : rule_cases[i].at;
	const struct finding *f;
	u8 before[SITE_BYTES];
	struct small small;

	make(&small, rule_cases[i].mode);
	if (rule_cases[i].len)
		memcpy(before, small_at(&small, bytes), rule_cases[i].len);
	rule_cases[i].damage(&small);
	same_number(rule_cases[i].name, small_check(&small, NULL), 0);
	if (small.findings.count != 1)
		show_all(&small);
	same_number(rule_cases[i].name, small.findings.count, 1);
	f = &small.findings.finding[0];
	assert_string_equal(rule_id(f->rule), rule_id(rule_cases[i].rule));
	same_number(rule_cases[i].name, f->addr, rule_cases[i].at);
	assert_string_not_equal(f->message, "");
	same_number(rule_cases[i].name, f->nfound, rule_cases[i].shows >= FOUND ? rule_cases[i].len : 0);
	same_bytes(rule_cases[i].name, f->found, small_at(&small, bytes), f->nfound);
	same_number(rule_cases[i].name, f->nexpected, rule_cases[i].shows == CHANGE ? rule_cases[i].len : 0);
	same_bytes(rule_cases[i].name, f->expected, before, f->nexpected);
	small_free(&small);
}

static void test_check_rules_cases(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < rule_cases_nr; i++)
		check_case(i);
}

/* A switch leaves jumps as they are: clean, and not if it has written to one. */
static void test_check_rules_switched(void **state)
{
	struct small small;
	unsigned int boot;

	(void)state;
	for (boot = PVPATCH_INDIRECT; boot < PVPATCH_FORMS; boot++) {
		small_booted(&small, PVPATCH_DIRECT);
		small_put(&small, SMALL_STATE + 4, boot, 4);
		if (boot == PVPATCH_INLINE)
			memcpy(small_at(&small, small_site(SITE_JUMP)), "\x2e\x2e\x2e\x2e\x2e", 5);
		if (boot == PVPATCH_INDIRECT)
			small_leave_through_table(&small);
		same_number("switched", small_check(&small, NULL), 0);
		if (small.findings.count)
			show_all(&small);
		same_number("findings", small.findings.count, 0);
		small_free(&small);
	}
}

/* A site of some format in an object: its bytes are always right. */
static int any_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	(void)max;
	memset(to, 0, sizeof(*to));
	to->form = FORM_INDIRECT;
	return binary_read(site->table->binary, site->addr, to->bytes, site->len) ? -1 : 1;
}

static void add_object_site(struct table *table, u64 addr, u8 len)
{
	struct site *site = table_add_site(table);

	site->addr = addr;
	site->len = len;
	table->legal_bytes = any_bytes;
}

/*
 * Calls through memory, of which the second is annotated; a call of a symbol and a push
 * of memory need no annotation.
 */
static void test_check_rules_retpoline(void **state)
{
	static u8 text[] = { 0xff, 0x15, 0, 0, 0, 0,
			     0xff, 0x15, 0, 0, 0, 0,
			     0xe8, 0, 0, 0, 0, 0x90,
			     0xff, 0x35, 0, 0, 0, 0,
			     0xff, 0x14, 0x25, 0, 0, 0, 0, 0xc3 };
	static const u8 safe[] = { 0x06, 0x00, 0x00, 0x01 };
	struct subject subject = { .binary = binary_new("object") };
	struct findings findings;
	struct table *table;
	u64 at;

	(void)state;
	subject.binary->kind = BINARY_MODULE;
	binary_add_section(subject.binary, &(struct binary_section){
		".text", 0x1000000, sizeof(text), text, true, true, false });
	binary_add_section(subject.binary, &(struct binary_section){
		".discard.retpoline_safe", 0x2000000, sizeof(safe), safe, false, false, false });
	binary_add_symbol(subject.binary, &(struct binary_symbol){
		0x1000000, sizeof(text), "f", true, false });
	binary_ready(subject.binary);
	table = tables_add(&subject.tables, subject.binary, FORMAT_PARAVIRT, "sites");
	for (at = 0x1000000; at <= 0x1000000 + 24; at += 6)
		add_object_site(table, at, at == 0x1000000 + 24 ? 7 : 6);
	check_run(&subject, &findings, NULL);
	assert_int_equal(findings.count, 2);
	assert_int_equal(findings.finding[0].rule, RULE_RETPOLINE);
	assert_int_equal(findings.finding[0].addr, 0x1000000);
	assert_int_equal(findings.finding[1].rule, RULE_RETPOLINE);
	assert_int_equal(findings.finding[1].addr, 0x1000000 + 24);
	findings_free(&findings);
	tables_free(&subject.tables);
	binary_free(subject.binary);
}

static void test_check_rules_all_have_cases(void **state)
{
	/* The latter two are in test_check_pages.c. */
	bool has[RULES_NR] = { [RULE_RETPOLINE] = true, [RULE_PROTECTION] = true,
			       [RULE_VIEW] = true };
	size_t i;

	(void)state;
	for (i = 0; i < rule_cases_nr; i++)
		has[rule_cases[i].rule] = true;
	for (i = 0; i < RULES_NR; i++)
		if (!has[i])
			fail_msg("rule %s has no case", rule_id(i));
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
		cmocka_unit_test(test_check_rules_cases),
		cmocka_unit_test(test_check_rules_switched),
		cmocka_unit_test(test_check_rules_retpoline),
		cmocka_unit_test(test_check_rules_all_have_cases),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
