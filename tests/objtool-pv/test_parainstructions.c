// SPDX-License-Identifier: GPL-2.0-only
/* Sites of kernels up to 6.7: .parainstructions, with .altinstructions on top. */
#include "../check.h"
#include "check_sites.h"
#include "make_btf.h"

#define SITE	(STOCK_AT(STOCK_TEXT) + 0x100)
#define XENPV	0x110

/* One site of type @type, with "sti" where there is no Xen. */
static struct make_stock *one(enum binary_state state, u8 type)
{
	struct make_stock *make = make_stock(state);

	make_stock_call(make, SITE, STOCK_PV_OPS + 8 * type, 6);
	make_stock_para(make, SITE, type, 6);
	make_stock_alternative(make, 12, SITE, make_stock_code(make, "\xfb", 1), XENPV,
			       1, 6, 1);
	return make;
}

static void test_parainstructions_sites(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, 3);
	const struct table *table;
	struct audit audit;

	(void)state;
	make_stock_call(make, SITE - 16, STOCK_PV_OPS + 8, 6);
	make_stock_para(make, SITE - 16, 1, 6);
	make->part[STOCK_BTF] = make_btf_done(make_btf_pv());
	audit_begin(&audit, make);
	table = audit_table(&audit, FORMAT_PARAVIRT, 2);
	assert_int_equal(table->record_size, 16);
	assert_int_equal(table->nrecords, 2);
	assert_int_equal(table->sites[0].addr, SITE - 16);
	assert_int_equal(table->sites[0].index, 1);
	assert_int_equal(table->sites[0].record, STOCK_AT(STOCK_PARA) + 16);
	assert_string_equal(site_op(&table->sites[0]), "cpu.halt");
	assert_int_equal(table->sites[1].variant, 3);
	assert_string_equal(site_op(&table->sites[1]), "lazy_mode.leave");
	assert_null(table->sites[0].bad);
	site_has("built", &table->sites[1], 1);
	site_is("built", &table->sites[1], FORM_INDIRECT, "indirect");
	audit_end(&audit);
}

static const struct {
	const char *name;
	const char *bytes;
	enum site_form form;
	const char *label;
} booted[] = {
	{ "never patched", "\xff\x15\xfa\xfe\x4f\x00", FORM_INDIRECT, "indirect" },
	{ "direct", "\xe8\xfb\x06\x00\x00\x90", FORM_DIRECT, "direct call of function" },
	{ "replaced", "\xfb\x0f\x1f\x44\x00\x00", FORM_INLINE,
	  "replacement 1 (without feature 8*32+16)" },
	{ "replaced, not padded", "\xfb\x90\x90\x90\x90\x90", FORM_ILLEGAL, NULL },
	{ "other function", "\xe8\x1b\x07\x00\x00\x90", FORM_ILLEGAL, NULL },
	{ "nothing", "\x66\x0f\x1f\x44\x00\x00", FORM_ILLEGAL, NULL },
};

static void test_parainstructions_booted(void **state)
{
	struct make_stock *make = one(BINARY_BOOTED, 0);
	const struct site *site;
	struct audit audit;
	unsigned int i;

	(void)state;
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_PARAVIRT, 1)->sites;
	site_has("booted", site, 3);
	for (i = 0; i < COUNT(booted); i++) {
		make_stock_now(make, SITE, booted[i].bytes, 6);
		site_is(booted[i].name, site, booted[i].form, booted[i].label);
	}
	audit_end(&audit);
}

static void test_parainstructions_nothing(void **state)
{
	struct make_stock *make = one(BINARY_BOOTED, 0);
	u64 nop = STOCK_NOP;
	const struct site *site;
	struct audit audit;

	(void)state;
	make_stock_put(make, STOCK_PV_OPS, &nop, 8);
	make_stock_now(make, SITE, "\x66\x0f\x1f\x44\x00\x00", 6);
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_PARAVIRT, 1)->sites;
	site_is("nothing", site, FORM_NONE, "nothing, as nop_func");
	make_stock_now(make, SITE, "\x90\x90\x90\x90\x90\x90", 6);
	site_is("other NOPs", site, FORM_ILLEGAL, NULL);
	audit_end(&audit);
}

/* A longer replacement gives room; the call's own padding is not merged with it. */
static void test_parainstructions_room(void **state)
{
	struct make_stock *make = make_stock(BINARY_BOOTED);
	const struct site *site;
	struct audit audit;
	u64 nop = STOCK_NOP;

	(void)state;
	make_stock_put(make, STOCK_PV_OPS, &nop, 8);
	make_stock_call(make, SITE, STOCK_PV_OPS, 10);
	make_stock_para(make, SITE, 0, 6);
	make_stock_alternative(make, 12, SITE, STOCK_AT(STOCK_TEXT), XENPV, 0, 10, 10);
	audit_begin(&audit, make);
	site = audit_table(&audit, FORMAT_PARAVIRT, 1)->sites;
	assert_int_equal(site->len, 10);
	site_may("nothing", site, "nothing, as nop_func",
		 "\x66\x0f\x1f\x44\x00\x00\x0f\x1f\x40\x00");
	audit_end(&audit);
}

static const struct {
	const char *name;
	u64 addr;
	u8 type, len;
	const char *bytes;
	const char *bad;
} bad[] = {
	{ "type", SITE, 200, 6, "\xff\x15\xfa\xfe\x4f\x00",
	  "its type is no operation of pv_ops" },
	{ "data", STOCK_PV_OPS, 0, 6, "\x90",
	  "it is about no code" },
	{ "nowhere", 0, 0, 6, "\x90", "it is about no code" },
	{ "over the end", STOCK_AT(STOCK_TEXT) + STOCK_TEXT_SIZE - 5, 0, 6, "\x90",
	  "it is about no code" },
	{ "long", SITE, 0, 65, "\xff\x15\xfa\xfe\x4f\x00",
	  "it is longer than any site can be" },
	{ "no call", SITE, 0, 6, "\xfb\x90\x90\x90\x90\x90",
	  "its instruction goes through no table of operations" },
	{ "short", SITE, 0, 5, "\xff\x15\xfa\xfe\x4f\x00",
	  "its instruction goes through no table of operations" },
	{ "other slot", SITE, 0, 6, "\xff\x15\x02\xff\x4f\x00",
	  "it goes through another operation than its type says" },
};

static void test_parainstructions_bad(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct make_stock *make = make_stock(BINARY_BUILT);
		const struct site *site;
		struct legal_bytes legal;
		struct audit audit;

		if (bad[i].addr == SITE)
			make_stock_put(make, bad[i].addr, bad[i].bytes, 6);
		make_stock_para(make, bad[i].addr, bad[i].type, bad[i].len);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_PARAVIRT, 1)->sites;
		if (!site->bad || strcmp(site->bad, bad[i].bad))
			fail_msg("%s: %s", bad[i].name, site->bad);
		same_number(bad[i].name, site_legal_bytes(site, &legal, 1), -1);
		site_op(site);
		audit_end(&audit);
	}
}

static void unchecked(struct make_stock *make, const char *why)
{
	struct audit audit;

	audit_begin(&audit, make);
	assert_int_equal(audit.tables.ntables, 0);
	assert_int_equal(audit.tables.nunchecked, 1);
	assert_ptr_equal(audit.tables.unread, audit.tables.unchecked[0]);
	if (!strstr(audit.tables.unchecked[0], why))
		fail_msg("%s", audit.tables.unchecked[0]);
	audit_end(&audit);
}

static void test_parainstructions_unchecked(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, 0);

	(void)state;
	make->part[STOCK_PARA].size = 9;
	unchecked(make, "not made of records of 16 bytes");
	make = one(BINARY_BUILT, 0);
	make->part[STOCK_ALTERNATIVES].size = 11;
	unchecked(make, "what is legal at the sites of .parainstructions is not known");
}

/* 5.10: nothing follows the last record, and the return from the kernel is a jump. */
static void test_parainstructions_5_10(void **state)
{
	struct make_stock *make = make_stock(BINARY_BUILT);
	const struct table *table;
	struct audit audit;

	(void)state;
	make_stock_put(make, SITE, "\xff\x14\x25\x08\x00\x50\x81", 7);
	make_stock_put(make, SITE + 16, "\xff\x25\xfa\xfe\x4f\x00", 6);
	make_stock_para(make, SITE, 1, 7);
	make_stock_para(make, SITE + 16, 2, 6);
	make->part[STOCK_PARA].size -= 4;
	audit_begin(&audit, make);
	table = audit_table(&audit, FORMAT_PARAVIRT, 2);
	assert_int_equal(table->nrecords, 2);
	assert_null(table->sites[0].bad);
	site_is("call", &table->sites[0], FORM_INDIRECT, "indirect");
	assert_null(table->sites[1].bad);
	site_is("jump", &table->sites[1], FORM_INDIRECT, "indirect");
	assert_null(audit.tables.unread);
	audit_end(&audit);
}

#define NATIVE_PATCH	(STOCK_RETURN + 16)
#define CALL_5_10	"\xff\x14\x25\x08\x00\x50\x81"
#define JUMP_5_10	"\xff\x25\x12\xff\x4f\x00"

static struct blob btf_5_10(void)
{
	struct make_btf *make = make_btf();
	u32 pointer = make_btf_type(make, BTF_PTR, "", 0, false, 0);
	u32 init, irq, cpu, lock;

	init = make_btf_type(make, BTF_STRUCT, "pv_init_ops", 1, false, 8);
	make_btf_member(make, "patch", pointer, 0);
	irq = make_btf_type(make, BTF_STRUCT, "pv_irq_ops", 2, false, 16);
	make_btf_member(make, "irq_disable", pointer, 0);
	make_btf_member(make, "halt", pointer, 8);
	cpu = make_btf_type(make, BTF_STRUCT, "pv_cpu_ops", 2, false, 16);
	make_btf_member(make, "iret", pointer, 0);
	make_btf_member(make, "io_delay", pointer, 8);
	lock = make_btf_type(make, BTF_STRUCT, "pv_lock_ops", 1, false, 8);
	make_btf_member(make, "queued_spin_unlock", pointer, 0);
	make_btf_type(make, BTF_STRUCT, "paravirt_patch_template", 4, false, 48);
	make_btf_member(make, "init", init, 0);
	make_btf_member(make, "irq", irq, 8);
	make_btf_member(make, "cpu", cpu, 24);
	make_btf_member(make, "lock", lock, 40);
	return make_btf_done(make);
}

static struct make_stock *booted_5_10(u8 type, u64 patch, u64 function)
{
	struct make_stock *make = make_stock(BINARY_BOOTED);
	u8 call[] = CALL_5_10;

	call[3] = 8 * type;
	if (type == 3)
		make_stock_put(make, SITE, JUMP_5_10, 6);
	else
		make_stock_put(make, SITE, call, 7);
	make_stock_para(make, SITE, type, type == 3 ? 6 : 7);
	make_stock_put(make, STOCK_PV_OPS, &patch, 8);
	make_stock_put(make, STOCK_PV_OPS + 8 * type, &function, 8);
	make->part[STOCK_BTF] = btf_5_10();
	make->extra = "native_patch";
	return make;
}

static const struct {
	const char *name;
	u8 type;
	u64 function;
	const char *bytes;
	enum site_form form;
	const char *label;
} booted_5_10_is[] = {
	{ "not patched", 2, STOCK_FUNCTION, "\xff\x14\x25\x10\x00\x50\x81", FORM_INDIRECT,
	  "indirect" },
	{ "native code", 1, STOCK_FUNCTION, "\xfa\x66\x0f\x1f\x44\x00\x00", FORM_INLINE,
	  "native code of irq.irq_disable" },
	{ "other NOPs", 1, STOCK_FUNCTION, "\xfa\x66\x66\x90\x66\x66\x90", FORM_INLINE,
	  "native code of irq.irq_disable" },
	{ "other code", 1, STOCK_FUNCTION, "\xfb\x66\x0f\x1f\x44\x00\x00", FORM_ILLEGAL, NULL },
	{ "no native code", 1, STOCK_FUNCTION, "\xe8\xfb\x06\x00\x00\x66\x90", FORM_ILLEGAL,
	  NULL },
	{ "direct", 2, STOCK_FUNCTION, "\xe8\xfb\x06\x00\x00\x66\x90", FORM_DIRECT,
	  "direct call of function" },
	{ "another function", 2, STOCK_NOP, "\xe8\xfb\x06\x00\x00\x66\x90", FORM_ILLEGAL, NULL },
	{ "no function", 2, STOCK_PV_OPS, "\xe8\xfb\x06\x00\x00\x66\x90", FORM_ILLEGAL, NULL },
	{ "empty", 2, 0, "\x0f\x0b\x0f\x1f\x44\x00\x00", FORM_INLINE,
	  "a trap, the slot is empty" },
	{ "jump", 3, STOCK_FUNCTION, "\xe9\xfb\x06\x00\x00\x90", FORM_DIRECT,
	  "jump to function" },
	{ "call, not jump", 3, STOCK_FUNCTION, "\xe8\xfb\x06\x00\x00\x90", FORM_ILLEGAL, NULL },
	{ "an unlock that is not native", 5, STOCK_FUNCTION, "\xc6\x07\x00\x0f\x1f\x40\x00",
	  FORM_ILLEGAL, NULL },
};

static void test_parainstructions_5_10_booted(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(booted_5_10_is); i++) {
		const typeof(*booted_5_10_is) *t = &booted_5_10_is[i];
		struct make_stock *make = booted_5_10(t->type, NATIVE_PATCH, t->function);
		const struct site *site;
		struct audit audit;

		make_stock_now(make, SITE, t->bytes, t->type == 3 ? 6 : 7);
		audit_begin(&audit, make);
		site = audit_table(&audit, FORMAT_PARAVIRT, 1)->sites;
		site_is(t->name, site, t->form, t->label);
		audit_end(&audit);
	}
}

/* A function that patches in a way that is not known, or an operation without a name. */
static void test_parainstructions_5_10_unknown(void **state)
{
	struct make_stock *make = booted_5_10(2, STOCK_FUNCTION, STOCK_FUNCTION);
	struct audit audit;

	(void)state;
	audit_begin(&audit, make);
	site_has("other", audit_table(&audit, FORMAT_PARAVIRT, 1)->sites, -1);
	audit_end(&audit);
	make = booted_5_10(2, NATIVE_PATCH, STOCK_FUNCTION);
	make->part[STOCK_BTF].size = 0;
	audit_begin(&audit, make);
	site_has("nameless", audit_table(&audit, FORMAT_PARAVIRT, 1)->sites, -1);
	audit_end(&audit);
}

/* KASLR: addresses in the file's records are not where the kernel is. */
static void test_parainstructions_slide(void **state)
{
	struct make_stock *make = one(BINARY_BUILT, 0);
	struct binary *binary = make_stock_binary(make);
	struct tables tables;

	(void)state;
	binary_slide(binary, 0x200000);
	assert_int_equal(tables_read(binary, &tables, NULL), 0);
	assert_int_equal(tables.table[0]->sites[0].addr, SITE + 0x200000);
	assert_null(tables.table[0]->sites[0].bad);
	tables_free(&tables);
	binary_free(binary);
	make_stock_free(make);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parainstructions_sites),
		cmocka_unit_test(test_parainstructions_booted),
		cmocka_unit_test(test_parainstructions_nothing),
		cmocka_unit_test(test_parainstructions_room),
		cmocka_unit_test(test_parainstructions_bad),
		cmocka_unit_test(test_parainstructions_unchecked),
		cmocka_unit_test(test_parainstructions_5_10),
		cmocka_unit_test(test_parainstructions_5_10_booted),
		cmocka_unit_test(test_parainstructions_5_10_unknown),
		cmocka_unit_test(test_parainstructions_slide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
