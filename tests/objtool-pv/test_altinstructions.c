// SPDX-License-Identifier: GPL-2.0-only
/* Sites of kernels since 6.8: which records are about them, and what is legal. */
#include "../check.h"
#include "../../tools/objtool-pv/sites/stock.h"
#include "check_sites.h"
#include "make_btf.h"

#define SITE	(STOCK_AT(STOCK_TEXT) + 0x100)
#define ALWAYS	0x75	/* X86_FEATURE_ALWAYS of Linux 6.12 */
#define XENPV	0x110	/* X86_FEATURE_XENPV */
#define NOT	1
#define DIRECT	2

/* A call of BUG_func, which a direct call has as its replacement. */
static u64 bug_code(struct make_stock *make)
{
	return make_stock_code(make, "\xe8\0\0\0\0", 5);
}

/* One site at SITE with a slot, a direct call, and "sti" where there is no Xen. */
static struct make_stock *one(enum binary_state state, u64 slot)
{
	struct make_stock *make = make_stock(state);

	make_stock_call(make, SITE, slot, 6);
	make_stock_alternative(make, 14, SITE, bug_code(make), ALWAYS, DIRECT, 6, 5);
	make_stock_alternative(make, 14, SITE, make_stock_code(make, "\xfb", 1), XENPV,
			       NOT, 6, 1);
	return make;
}

static void test_altinstructions_sites(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, STOCK_PV_OPS + 0x68);
	const struct table *table;
	struct audit audit;

	(void)state;
	/* Neither of these is about paravirt. */
	make_stock_alternative(make, 14, SITE + 64, SITE, 1, 0, 6, 1);
	make_stock_call(make, SITE + 80, STOCK_PV_OPS + 0x100, 6);
	make_stock_alternative(make, 14, SITE + 80, SITE, 1, 0, 6, 1);
	/* This is, and lies before the first. */
	make_stock_call(make, SITE - 16, STOCK_PV_LOCK + 8, 6);
	make_stock_alternative(make, 14, SITE - 16, bug_code(make), ALWAYS, DIRECT, 6, 5);
	audit_begin(&audit, make);
	table = audit_table(&audit, FORMAT_ALTERNATIVE, 2);
	assert_int_equal(table->record_size, 14);
	assert_int_equal(table->nrecords, 5);
	assert_int_equal(table->sites[0].addr, SITE - 16);
	assert_int_equal(table->sites[0].index, 4);
	assert_int_equal(table->sites[0].record, STOCK_AT(STOCK_ALTERNATIVES) + 4 * 14);
	assert_int_equal(table->sites[0].nrecords, 1);
	assert_string_equal(site_op(&table->sites[0]), "pv_ops_lock+0x8");
	assert_int_equal(table->sites[1].addr, SITE);
	assert_int_equal(table->sites[1].index, 0);
	assert_int_equal(table->sites[1].nrecords, 2);
	assert_int_equal(table->sites[1].len, 6);
	assert_string_equal(site_op(&table->sites[1]), "pv_ops+0x68");
	assert_null(table->sites[0].bad);
	assert_null(table->sites[1].bad);
	audit_end(&audit);
}

/* Names come with the kernel's own BTF, or with that of the kernel of a module. */
static void test_altinstructions_names(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, STOCK_PV_OPS + 8), *kernel_make;
	struct audit audit;
	struct binary *kernel;

	(void)state;
	make_stock_call(make, SITE + 16, STOCK_PV_LOCK, 6);
	make_stock_alternative(make, 14, SITE + 16, bug_code(make), ALWAYS, DIRECT, 6, 5);
	make_stock_call(make, SITE + 32, STOCK_PV_OPS + 0x80, 6);
	make_stock_alternative(make, 14, SITE + 32, bug_code(make), ALWAYS, DIRECT, 6, 5);
	audit_begin(&audit, make);
	kernel_make = make_stock(BINARY_BUILT);
	kernel_make->part[STOCK_BTF] = make_btf_done(make_btf_pv());
	kernel = make_stock_binary(kernel_make);
	assert_string_equal(site_op(&audit.tables.table[0]->sites[0]), "pv_ops+0x8");
	assert_int_equal(stock_names(audit.tables.table[0], kernel, NULL), 0);
	assert_string_equal(site_op(&audit.tables.table[0]->sites[0]), "cpu.halt");
	assert_string_equal(site_op(&audit.tables.table[0]->sites[1]), "lock.wait");
	assert_string_equal(site_op(&audit.tables.table[0]->sites[2]), "pv_ops+0x80");
	binary_free(kernel);
	make_stock_free(kernel_make);
	audit_end(&audit);
}

static void test_altinstructions_damaged_btf(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, STOCK_PV_OPS + 8);
	struct audit audit;

	(void)state;
	make->part[STOCK_BTF] = make_btf_done(make_btf_pv());
	make->part[STOCK_BTF].data[0] = 0;
	audit_begin(&audit, make);
	assert_string_equal(site_op(&audit.tables.table[0]->sites[0]), "pv_ops+0x8");
	assert_int_equal(audit.tables.nunchecked, 1);
	assert_non_null(strstr(audit.tables.unchecked[0], "operations have no names"));
	audit_end(&audit);
}

static void test_altinstructions_built(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, STOCK_PV_OPS + 8);
	const struct site *site;
	struct audit audit;

	(void)state;
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
	site_has("built", site, 1);
	site_is("built", site, FORM_INDIRECT, "indirect");
	/* The same site in memory, with what only a booted kernel may have. */
	make_stock_now(make, SITE, "\xfb\x0f\x1f\x44\x00\x00", 6);
	site_is("replaced", site, FORM_ILLEGAL, NULL);
	audit_end(&audit);
}

/* In memory: the bytes, and what they are. */
static const struct {
	const char *name;
	const char *bytes;
	enum site_form form;
	const char *label;
} booted[] = {
	{ "never patched", "\xff\x15\xfa\xfe\x4f\x00", FORM_INDIRECT, "indirect" },
	{ "direct", "\xe8\xfb\x06\x00\x00\x90", FORM_DIRECT, "direct call of function" },
	{ "replaced", "\xfb\x0f\x1f\x44\x00\x00", FORM_INLINE,
	  "replacement 2 (without feature 8*32+16)" },
	{ "replaced, NOPs not merged", "\xfb\x90\x90\x90\x90\x90", FORM_ILLEGAL, NULL },
	{ "replaced, other NOPs", "\xfb\x66\x90\x0f\x1f\x00", FORM_ILLEGAL, NULL },
	{ "other slot", "\xff\x15\x02\xff\x4f\x00", FORM_ILLEGAL, NULL },
	{ "other function", "\xe8\x1b\x07\x00\x00\x90", FORM_ILLEGAL, NULL },
	{ "into the function", "\xe8\xfc\x06\x00\x00\x90", FORM_ILLEGAL, NULL },
	{ "the replacement as it is in the file", "\xe8\x00\x00\x00\x00\x90",
	  FORM_ILLEGAL, NULL },
	{ "the last byte", "\xe8\xfb\x06\x00\x00\x91", FORM_ILLEGAL, NULL },
	{ "nothing", "\x66\x0f\x1f\x44\x00\x00", FORM_ILLEGAL, NULL },
	{ "breakpoint", "\xcc\xfb\x06\x00\x00\x90", FORM_ILLEGAL, NULL },
};

static void test_altinstructions_booted(void **state)
{
	struct make_stock *make = one(BINARY_BOOTED, STOCK_PV_OPS);
	const struct site *site;
	struct audit audit;
	unsigned int i;

	(void)state;
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
	site_has("booted", site, 3);
	for (i = 0; i < COUNT(booted); i++) {
		make_stock_now(make, SITE, booted[i].bytes, 6);
		site_is(booted[i].name, site, booted[i].form, booted[i].label);
	}
	audit_end(&audit);
}

/* What a slot holds decides what its sites may call. */
static const struct {
	const char *name;
	u64 function;
	int variants;
	const char *label;
	const char *bytes;
} slots[] = {
	{ "a function", STOCK_FUNCTION, 3, "direct call of function",
	  "\xe8\xfb\x06\x00\x00\x90" },
	{ "a function that does nothing", STOCK_NOP, 3, "nothing, as nop_func",
	  "\x66\x0f\x1f\x44\x00\x00" },
	{ "no function", 0, 3, "direct call of BUG_func, the slot is empty",
	  "\xe8\x3b\x07\x00\x00\x90" },
	{ "a place without name", STOCK_FUNCTION + 1, 3,
	  "direct call of a function without name", "\xe8\xfc\x06\x00\x00\x90" },
	{ "data", STOCK_PV_OPS, 2, NULL, NULL },
	{ "somewhere else", 0xffffffffc0000000, 2, NULL, NULL },
	{ "user memory", 0x400000, 2, NULL, NULL },
};

static void test_altinstructions_slots(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(slots); i++) {
		struct make_stock *make = one(BINARY_BOOTED, STOCK_PV_OPS);
		const struct site *site;
		struct audit audit;

		make_stock_put(make, STOCK_PV_OPS, &slots[i].function, 8);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
		site_has(slots[i].name, site, slots[i].variants);
		if (slots[i].label)
			site_may(slots[i].name, site, slots[i].label, slots[i].bytes);
		audit_end(&audit);
	}
}

/*
 * The two forms of the code that counts calls, in the padding before a function: the same
 * instruction as the kernel's own copy of it, about the same address.
 */
static const struct {
	const char *name;
	unsigned int len;
	const char *code, *pad, *call;
} counting[] = {
	{ "absolute", 10, "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x05",
	  "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x05", "\xe8\xf1\x06\x00\x00\x90" },
	{ "relative", 9, "\x65\x48\xc1\x3d\x00\x10\x03\x00\x05",
	  "\x90\x65\x48\xc1\x3d\xc9\x0b\x53\x00\x05", "\xe8\xf2\x06\x00\x00\x90" },
	{ "another shift", 10, "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x05",
	  "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x06", NULL },
	{ "another address", 10, "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x05",
	  "\x65\x48\xc1\x3c\x25\x00\x10\x04\x00\x05", NULL },
	{ "not relocated", 9, "\x65\x48\xc1\x3d\x00\x10\x03\x00\x05",
	  "\x90\x65\x48\xc1\x3d\x00\x10\x03\x00\x05", NULL },
	{ "no copy", 0, "", "\x65\x48\xc1\x3c\x25\x00\x10\x03\x00\x05", NULL },
	{ "another instruction", 9, "\x48\xc7\xc0\x00\x00\x00\x00\xc3\x05",
	  "\x90\x48\xc7\xc0\x00\x00\x00\x00\xc3\x05", NULL },
};

static void test_altinstructions_counted(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(counting); i++) {
		struct make_stock *make = one(BINARY_BOOTED, STOCK_PV_OPS);
		const struct site *site;
		struct audit audit;

		make->counting = counting[i].len;
		make_stock_put(make, STOCK_COUNTING, counting[i].code, counting[i].len);
		make_stock_put(make, STOCK_FUNCTION - 10, counting[i].pad, 10);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
		site_has(counting[i].name, site, counting[i].call ? 4 : 3);
		if (counting[i].call)
			site_may(counting[i].name, site, "direct call of function, counted",
				 counting[i].call);
		audit_end(&audit);
	}
}

/* Records give a site room; kernels of several generations have records of 14 bytes. */
static void test_altinstructions_room(void **state)
{
	struct make_stock *make = make_stock(BINARY_BOOTED);
	u64 code = make_stock_code(make, "\xe8\0\0\0\0", 5), call;
	const struct site *site;
	struct audit audit;

	(void)state;
	call = make_stock_code(make, "\xe8\x10\0\0\0", 5);
	make_stock_call(make, SITE, STOCK_PV_OPS, 15);
	make_stock_alternative(make, 14, SITE, code, ALWAYS, DIRECT, 6, 5);
	make_stock_alternative(make, 14, SITE, call, XENPV, 0, 15, 5);
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
	assert_int_equal(site->len, 15);
	/* The replacement at STOCK_CODE + 5 calls what is 16 bytes after it. */
	site_may("moved", site, "replacement 2 (with feature 8*32+16)",
		 "\xe8\x15\xff\x0f\x00\x66\x2e\x0f\x1f\x84\x00\x00\x00\x00\x00");
	make_stock_now(make, SITE, "\xe8\xfb\x06\x00\x00\xeb\x08\xcc\xcc\xcc\xcc\xcc"
		       "\xcc\xcc\xcc", 15);
	site_is("jumps over NOPs", site, FORM_DIRECT, "direct call of function");
	make_stock_now(make, SITE, "\xff\x15\xfa\xfe\x4f\x00\x2e\x0f\x1f\x84\x00\x00"
		       "\x00\x00\x00", 15);
	site_is("merged", site, FORM_INDIRECT, "indirect, never replaced");
	audit_end(&audit);
}

static const struct {
	const char *name;
	const char *bytes;
	u8 len;
	const char *bad;
} bad[] = {
	{ "no call", "\x0f\x0b\x90\x90\x90\x90\x90", 6,
	  "a direct call is asked for, but there is no call to replace" },
	{ "through no table", "\xff\x15\x00\x00\x00\x00\x90", 6,
	  "a direct call is asked for, but the call is through no table of operations" },
	{ "slot is not aligned", "\xff\x15\xfb\xfe\x4f\x00\x90", 6,
	  "a direct call is asked for, but the call is through no table of operations" },
	{ "after the table", "\xff\x15\xfa\xff\x4f\x00\x90", 6,
	  "a direct call is asked for, but the call is through no table of operations" },
	{ "long", "\xff\x15\xfa\xfe\x4f\x00\x90", 65,
	  "it is longer than any site can be" },
};

static void test_altinstructions_bad(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct make_stock *make = make_stock(BINARY_BUILT);
		struct legal_bytes legal;
		struct audit audit;
		const struct site *site;

		make_stock_put(make, SITE, bad[i].bytes, 7);
		make_stock_alternative(make, 14, SITE, bug_code(make), ALWAYS, DIRECT,
				       bad[i].len, 5);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
		if (!site->bad || strcmp(site->bad, bad[i].bad))
			fail_msg("%s: %s", bad[i].name, site->bad);
		same_number(bad[i].name, site_legal_bytes(site, &legal, 1), -1);
		audit_end(&audit);
	}
}

/* A call through an absolute address, as kernels that are not relocated have. */
static void test_altinstructions_absolute(void **state)
{
	struct make_stock *make = one(BINARY_BOOTED, STOCK_PV_OPS);
	const struct site *site;
	struct audit audit;

	(void)state;
	make_stock_put(make, SITE, "\xff\x14\x25\x08\x00\x50\x81", 7);
	make->part[STOCK_ALTERNATIVES].size = 0;
	make_stock_alternative(make, 14, SITE, STOCK_AT(STOCK_CODE), ALWAYS, DIRECT, 7, 5);
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_ALTERNATIVE, 1)->sites;
	assert_string_equal(site_op(site), "pv_ops+0x8");
	site_is("absolute", site, FORM_INDIRECT, "indirect");
	site_may("absolute", site, "direct call of function",
		 "\xe8\xfb\x06\x00\x00\x66\x90");
	audit_end(&audit);
}

/* 7.2: records about code that is copied before it runs, and lies in data until then. */
static void test_altinstructions_in_data(void **state)
{
	static const u64 places[] = { STOCK_RETURN + 16, STOCK_AT(STOCK_DATA) + 0x380 };
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(places); i++) {
		struct make_stock *make = one(BINARY_BUILT, STOCK_PV_OPS);
		struct audit audit;

		make_stock_alternative(make, 14, places[i],
				       make_stock_code(make, "\x90", 1), 0x75, 0, 6, 1);
		make->copied = i == 1;
		audit_begin(&audit, make);
		audit_table(&audit, FORMAT_ALTERNATIVE, 1);
		assert_null(audit.tables.unread);
		audit_end(&audit);
	}
}

static void test_altinstructions_unchecked(void **state)
{
	struct make_stock *make = make_stock(BINARY_BOOTED);
	struct audit audit;

	(void)state;
	audit_begin(&audit, make);
	assert_int_equal(audit.tables.ntables, 0);
	assert_int_equal(audit.tables.nunchecked, 1);
	assert_string_equal(audit.tables.unchecked[0], "stock: the kernel has freed "
			    ".altinstructions; name its file with --vmlinux");
	assert_ptr_equal(audit.tables.unread, audit.tables.unchecked[0]);
	audit_end(&audit);
	make = one(BINARY_BUILT, STOCK_PV_OPS);
	make->part[STOCK_ALTERNATIVES].size--;
	audit_begin(&audit, make);
	assert_int_equal(audit.tables.ntables, 0);
	assert_int_equal(audit.tables.nunchecked, 1);
	assert_non_null(strstr(audit.tables.unchecked[0], "fits no known layout"));
	audit_end(&audit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_altinstructions_sites),
		cmocka_unit_test(test_altinstructions_names),
		cmocka_unit_test(test_altinstructions_damaged_btf),
		cmocka_unit_test(test_altinstructions_built),
		cmocka_unit_test(test_altinstructions_booted),
		cmocka_unit_test(test_altinstructions_slots),
		cmocka_unit_test(test_altinstructions_counted),
		cmocka_unit_test(test_altinstructions_room),
		cmocka_unit_test(test_altinstructions_bad),
		cmocka_unit_test(test_altinstructions_absolute),
		cmocka_unit_test(test_altinstructions_in_data),
		cmocka_unit_test(test_altinstructions_unchecked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
