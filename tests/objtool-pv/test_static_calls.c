// SPDX-License-Identifier: GPL-2.0-only
/* Static calls with a paravirt key: which are found, and what is legal at them. */
#include "../check.h"
#include "check_sites.h"

#define SITE	(STOCK_AT(STOCK_TEXT) + 0x100)
#define TAIL	1
#define INIT	2

/* Calls of the trampoline, which is 0x760 after SITE. */
#define CALL	"\xe8\x5b\x07\x00\x00"
#define JUMP	"\xe9\x5b\x07\x00\x00"
#define JUMP_IF	"\x0f\x84\x5a\x07\x00\x00"

static struct make_stock *one(enum binary_state state, const char *bytes, size_t len,
			      unsigned int flags, u64 function)
{
	struct make_stock *make = make_stock(state);

	make_stock_put(make, SITE, bytes, len);
	make_stock_put(make, STOCK_KEY, &function, 8);
	make_stock_static(make, SITE, STOCK_KEY, flags);
	return make;
}

static void test_static_calls_sites(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, CALL, 5, 0, STOCK_FUNCTION);
	const struct table *table;
	struct audit audit;

	(void)state;
	make_stock_put(make, SITE + 32, JUMP_IF, 6);
	make_stock_static(make, SITE + 16, STOCK_KEY + 16, 0);
	make_stock_static(make, SITE + 32, STOCK_KEY, TAIL | INIT);
	audit_begin(&audit, make);
	table = audit_table(&audit, FORMAT_STATIC_CALL, 2);
	assert_int_equal(table->record_size, 8);
	assert_int_equal(table->nrecords, 3);
	assert_string_equal(site_op(&table->sites[0]), "pv_clock");
	assert_int_equal(table->sites[0].addr, SITE);
	assert_int_equal(table->sites[0].len, 5);
	assert_int_equal(table->sites[0].variant, 0);
	assert_int_equal(table->sites[1].addr, SITE + 32);
	assert_int_equal(table->sites[1].index, 2);
	assert_int_equal(table->sites[1].record, STOCK_AT(STOCK_STATIC) + 16);
	assert_int_equal(table->sites[1].len, 6);
	assert_int_equal(table->sites[1].variant, 1);
	site_is("call", &table->sites[0], FORM_INDIRECT, "indirect");
	site_has("call", &table->sites[0], 1);
	site_is("jump to elsewhere", &table->sites[1], FORM_ILLEGAL, NULL);
	audit_end(&audit);
}

/* What the key holds, and what the site may then be. */
static const struct {
	const char *name;
	const char *bytes;
	u8 len;
	unsigned int flags;
	u64 function;
	const char *now;
	enum site_form form;
	const char *label;
} cases[] = {
	{ "call not patched", CALL, 5, 0, STOCK_FUNCTION, CALL,
	  FORM_INDIRECT, "indirect" },
	{ "call", CALL, 5, 0, STOCK_FUNCTION, "\xe8\xfb\x06\x00\x00",
	  FORM_DIRECT, "direct call of function" },
	{ "call of another function", CALL, 5, 0, STOCK_FUNCTION,
	  "\xe8\x1b\x07\x00\x00", FORM_ILLEGAL, NULL },
	{ "call becomes a jump", CALL, 5, 0, STOCK_FUNCTION, "\xe9\xfb\x06\x00\x00",
	  FORM_ILLEGAL, NULL },
	{ "call of nothing", CALL, 5, 0, 0, "\x0f\x1f\x44\x00\x00", FORM_NONE,
	  "nothing" },
	{ "a call of something is missing", CALL, 5, 0, STOCK_FUNCTION,
	  "\x0f\x1f\x44\x00\x00", FORM_ILLEGAL, NULL },
	{ "return 0", CALL, 5, 0, STOCK_RETURN0, "\x2e\x2e\x2e\x31\xc0", FORM_INLINE,
	  "return 0" },
	{ "return 0 before 6.1", CALL, 5, 0, STOCK_RETURN0, "\x66\x66\x48\x31\xc0",
	  FORM_INLINE, "return 0" },
	{ "return 0 instead of a function", CALL, 5, 0, STOCK_FUNCTION,
	  "\x2e\x2e\x2e\x31\xc0", FORM_ILLEGAL, NULL },
	{ "function is data", CALL, 5, 0, STOCK_PV_OPS, "\xe8\xfb\xfe\x4f\x00",
	  FORM_ILLEGAL, NULL },
	{ "jump", JUMP, 5, TAIL, STOCK_FUNCTION, "\xe9\xfb\x06\x00\x00", FORM_DIRECT,
	  "direct call of function" },
	{ "jump becomes a call", JUMP, 5, TAIL, STOCK_FUNCTION,
	  "\xe8\xfb\x06\x00\x00", FORM_ILLEGAL, NULL },
	{ "jump to what returns 0", JUMP, 5, TAIL, STOCK_RETURN0,
	  "\xe9\x7b\x07\x00\x00", FORM_DIRECT, "direct call of __static_call_return0" },
	{ "jump to nothing", JUMP, 5, TAIL, 0, "\xc3\xcc\xcc\xcc\xcc", FORM_NONE,
	  "nothing: a return" },
	{ "jump to nothing, thunk", JUMP, 5, TAIL, 0, "\xe9\x9b\x07\x00\x00",
	  FORM_NONE, "nothing: a return thunk" },
	{ "return without breakpoints", JUMP, 5, TAIL, 0, "\xc3\x90\x90\x90\x90",
	  FORM_ILLEGAL, NULL },
	{ "condition", JUMP_IF, 6, TAIL, STOCK_FUNCTION, "\x0f\x84\xfa\x06\x00\x00",
	  FORM_DIRECT, "direct call of function" },
	{ "condition not patched", JUMP_IF, 6, TAIL, STOCK_FUNCTION, JUMP_IF,
	  FORM_INDIRECT, "indirect" },
	{ "other condition", JUMP_IF, 6, TAIL, STOCK_FUNCTION,
	  "\x0f\x85\xfa\x06\x00\x00", FORM_ILLEGAL, NULL },
	{ "condition, nothing", JUMP_IF, 6, TAIL, 0, "\x0f\x84\xba\x07\x00\x00",
	  FORM_NONE, "nothing: a return" },
	{ "condition, nothing, thunk", JUMP_IF, 6, TAIL, 0,
	  "\x0f\x84\x9a\x07\x00\x00", FORM_NONE, "nothing: a return thunk" },
};

static void test_static_calls_booted(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct make_stock *make = one(BINARY_BOOTED, cases[i].bytes, cases[i].len,
					      cases[i].flags, cases[i].function);
		struct audit audit;

		make_stock_now(make, SITE, cases[i].now, cases[i].len);
		audit_begin(&audit, make);
		site_is(cases[i].name, audit_table(&audit, FORMAT_STATIC_CALL, 1)->sites,
			cases[i].form, cases[i].label);
		audit_end(&audit);
	}
}

static const struct {
	const char *name;
	const char *bytes;
	u64 addr, key;
	unsigned int flags;
	const char *bad;
} bad[] = {
	{ "data", CALL, STOCK_PV_OPS, STOCK_KEY, 0, "it is about no code" },
	{ "no call", JUMP, SITE, STOCK_KEY, 0, "its instruction is no call" },
	{ "no jump", CALL, SITE, STOCK_KEY, TAIL, "its instruction is no jump" },
	{ "0f, but no jump", "\x0f\x0b\x90\x90\x90", SITE, STOCK_KEY, TAIL,
	  "its instruction is no jump" },
	{ "no trampoline", CALL, SITE, STOCK_KEY + 32, 0, "its key has no trampoline" },
};

static void test_static_calls_bad(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct make_stock *make = make_stock(BINARY_BUILT);
		const struct site *site;
		struct legal_bytes legal;
		struct audit audit;

		make_stock_put(make, SITE, bad[i].bytes, 5);
		make_stock_static(make, bad[i].addr, bad[i].key, bad[i].flags);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_STATIC_CALL, 1)->sites;
		if (!site->bad || strcmp(site->bad, bad[i].bad))
			fail_msg("%s: %s", bad[i].name, site->bad);
		same_number(bad[i].name, site_legal_bytes(site, &legal, 1), -1);
		audit_end(&audit);
	}
}

/* A kernel without the section has the table between two symbols. */
static void test_static_calls_symbols(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, CALL, 5, 0, STOCK_FUNCTION);
	struct binary *binary = make_stock_binary(make);
	struct tables tables;
	unsigned int i;

	(void)state;
	for (i = 0; i < binary->nsections; i++)
		if (!strcmp(binary->sections[i].name, ".static_call_sites"))
			binary->sections[i].name = ".rodata";
	binary_add_symbol(binary, &(struct binary_symbol){
		.addr = STOCK_AT(STOCK_STATIC), .name = "__start_static_call_sites" });
	binary_add_symbol(binary, &(struct binary_symbol){
		.addr = STOCK_AT(STOCK_STATIC) + 8, .name = "__stop_static_call_sites" });
	binary_ready(binary);
	assert_int_equal(tables_read(binary, &tables, NULL), 0);
	assert_int_equal(tables.ntables, 1);
	assert_int_equal(tables.table[0]->nsites, 1);
	site_is("symbols", tables.table[0]->sites, FORM_INDIRECT, "indirect");
	tables_free(&tables);
	binary_free(binary);
	make_stock_free(make);
}

static void test_static_calls_unchecked(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, CALL, 5, 0, STOCK_FUNCTION);
	struct audit audit;

	(void)state;
	make->part[STOCK_STATIC].size = 7;
	audit_begin(&audit, make);
	assert_int_equal(audit.tables.ntables, 0);
	assert_int_equal(audit.tables.nunchecked, 1);
	assert_string_equal(audit.tables.unchecked[0], "stock: .static_call_sites cannot "
			    "be read: its size is no number of records");
	audit_end(&audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_static_calls_sites),
		cmocka_unit_test(test_static_calls_booted),
		cmocka_unit_test(test_static_calls_bad),
		cmocka_unit_test(test_static_calls_symbols),
		cmocka_unit_test(test_static_calls_unchecked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
