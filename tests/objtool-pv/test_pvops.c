// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our own tables, read: what a record becomes, which bytes a site may have in a file and
 * in memory, what operations and call targets are called, sites of a module's file.
 */
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))

static void read_all(struct small *small)
{
	struct error error = { "" };

	if (tables_read(small->binary, &small->tables, &error))
		fail_msg("%s", error.text);
}

static const struct site *site_at(const struct small *small, u64 addr)
{
	size_t i, j;

	for (i = 0; i < small->tables.ntables; i++)
		for (j = 0; j < small->tables.table[i]->nsites; j++)
			if (small->tables.table[i]->sites[j].addr == addr)
				return &small->tables.table[i]->sites[j];
	fail_msg("no site at %#llx", (unsigned long long)addr);
	return NULL;
}

static void test_pvops_records(void **state)
{
	const struct table *table;
	const struct site *site;
	struct small small;

	(void)state;
	small_built(&small);
	read_all(&small);
	assert_int_equal(small.tables.ntables, 1);
	table = small.tables.table[0];
	assert_int_equal(table->format, FORMAT_PVOPS);
	assert_string_equal(table->name, ".pvops_sites");
	assert_int_equal(table->nsites, SITE_KERNEL);
	assert_int_equal(table->nrecords, SITE_KERNEL);
	assert_int_equal(table->record_size, sizeof(struct pvops_site));
	assert_int_equal(table->start, AT(SMALL_SITES));
	site = site_at(&small, small_site(SITE_LONG));
	assert_int_equal(site->record, small_record(SITE_LONG));
	assert_int_equal(site->index, SITE_LONG);
	assert_int_equal(site->len, 7);
	assert_int_equal(site->variant, PVOPS_V_KEEP);
	assert_string_equal(site_op(site), "irq.irq_disable");
	assert_null(site->bad);
	assert_false(site->init);
	assert_true(site_at(&small, small_site(SITE_INIT))->init);
	small_free(&small);
}

/* Records that are not in the order of addresses are put in it. */
static void test_pvops_order(void **state)
{
	const struct table *table;
	struct small small;
	u32 i;

	(void)state;
	small_built(&small);
	small_add_record(&small, AT(SMALL_PLAIN), 0, PVOPS_V_CALL, 5);
	read_all(&small);
	table = small.tables.table[0];
	assert_int_equal(table->nsites, SITE_KERNEL + 1);
	for (i = 1; i < table->nsites; i++)
		assert_true(table->sites[i].addr > table->sites[i - 1].addr);
	small_free(&small);
}

static const struct {
	const char *name;
	u8 at, value;		/* a byte of the record, and what it becomes */
	const char *bad;
} bad_records[] = {
	{ "an operation", 4, PVOPS_NR, "operation" },
	{ "the last operation there can be", 4, 255, "operation" },
	{ "no length", 5, 0, "length" },
	{ "4 bytes", 5, 4, "length" },
	{ "16 bytes", 5, 16, "length" },
	{ "a variant without a thunk", 6, 5, "variant" },
	{ "a variant there is not", 6, PVOPS_VARIANTS, "variant" },
	{ "the last variant there can be", 6, 255, "variant" },
	{ "a flag", 7, 1, "flags" },
};

static void test_pvops_bad_records(void **state)
{
	struct legal_bytes got[SITE_LEGAL_MAX];
	const struct site *site;
	struct small small;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad_records); i++) {
		small_built(&small);
		*small_at(&small, small_record(SITE_CODE) + bad_records[i].at) =
			bad_records[i].value;
		read_all(&small);
		site = site_at(&small, small_site(SITE_CODE));
		if (!site->bad || !strstr(site->bad, bad_records[i].bad))
			fail_msg("%s: %s", bad_records[i].name, site->bad);
		assert_int_equal(site_legal_bytes(site, got, SITE_LEGAL_MAX), -1);
		small_free(&small);
	}
}

/* --- legal bytes */

struct legal {
	enum site_form form;
	const char *label;
};

static const struct {
	const char *name;
	enum small_site site;
	unsigned int mode;	/* PVPATCH_FORMS: as built */
	struct legal legal[5];
} legal_of[] = {
	{ "built", SITE_CODE, PVPATCH_FORMS,
	  { { FORM_INDIRECT, "call of pvops_keep_cpu_read_cr0" } } },
	{ "code", SITE_CODE, PVPATCH_INLINE,
	  { { FORM_INLINE, "code for native_cpu_read_cr0" },
	    { FORM_DIRECT, "call of pvops_keep_cpu_read_cr0" } } },
	{ "code, wanted indirect", SITE_CODE, PVPATCH_INDIRECT,
	  { { FORM_INDIRECT, "call of pvops_keep_cpu_read_cr0" },
	    { FORM_INLINE, "code for native_cpu_read_cr0" } } },
	{ "no code", SITE_DIRECT, PVPATCH_INLINE,
	  { { FORM_DIRECT, "call of native_cpu_write_cr0" },
	    { FORM_INDIRECT, "call of pvops_call_cpu_write_cr0" } } },
	{ "nothing to do", SITE_NOTHING, PVPATCH_DIRECT,
	  { { FORM_INLINE, "nothing to do" },
	    { FORM_INLINE, "prefixes of what follows" },
	    { FORM_DIRECT, "call of native_cpu_io_delay" },
	    { FORM_INDIRECT, "call of pvops_call_cpu_io_delay" } } },
	{ "a register", SITE_REGISTER, PVPATCH_INLINE,
	  { { FORM_INLINE, "code for native_irq_save_fl" },
	    { FORM_DIRECT, "call of pvops_irq_save_fl_rbx" } } },
	{ "of a module", SITE_MOD_DIRECT, PVPATCH_INLINE,
	  { { FORM_DIRECT, "call of native_cpu_write_cr0" },
	    { FORM_INDIRECT, "call of pvops_call_cpu_write_cr0" } } },
};

static void check_legal(size_t row)
{
	const struct legal *legal = legal_of[row].legal;
	const char *name = legal_of[row].name;
	struct legal_bytes got[SITE_LEGAL_MAX];
	struct small small;
	int i, count;

	if (legal_of[row].mode == PVPATCH_FORMS)
		small_built(&small);
	else
		small_booted(&small, legal_of[row].mode);
	read_all(&small);
	count = site_legal_bytes(site_at(&small, small_site(legal_of[row].site)), got,
			      SITE_LEGAL_MAX);
	for (i = 0; i < count && legal[i].label; i++) {
		same_number(name, got[i].form, legal[i].form);
		assert_string_equal(got[i].label, legal[i].label);
	}
	same_number(name, count, i);
	assert_null(legal[i].label);
	small_free(&small);
}

static void test_pvops_legal_bytes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(legal_of); i++)
		check_legal(i);
}

/* No more than there is room for. */
static void test_pvops_legal_bytes_room(void **state)
{
	struct legal_bytes got[4];
	const struct site *site;
	struct small small;
	int max;

	(void)state;
	small_booted(&small, PVPATCH_INLINE);
	read_all(&small);
	site = site_at(&small, small_site(SITE_NOTHING));
	for (max = 0; max <= 4; max++)
		assert_int_equal(site_legal_bytes(site, got, max), max);
	small_free(&small);
}

/* --- names */

static const struct {
	unsigned int op, variant;
	int alternative;
	const char *name;
} names[] = {
	{ PVOP_cpu_read_cr0, PVOPS_V_CALL, 0, "pvops_call_cpu_read_cr0" },
	{ PVOP_cpu_read_cr0, PVOPS_V_KEEP, 1, "pvops_keep_cpu_read_cr0" },
	{ PVOP_cpu_cpuid, PVOPS_V_SHAPE, 0, "pvops_shape_cpu_cpuid" },
	{ PVOP_leave_iret, PVOPS_V_JUMP, 0, "pvops_jump_leave_iret" },
	{ PVOP_irq_save_fl, 0, 0, "pvops_irq_save_fl_rax" },
	{ PVOP_irq_save_fl, 15, 0, "pvops_irq_save_fl_r15" },
	{ PVOP_cpu_get_debugreg, 7, 1, "pvops_cpu_get_debugreg_7" },
	{ PVOPS_NR, 300, 0, "pvops_unknown_300" },
};

static void test_pvops_names(void **state)
{
	char name[96];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		pvops_thunk_name(names[i].op, names[i].variant, names[i].alternative, name);
		assert_string_equal(name, names[i].name);
	}
	assert_string_equal(pvops_op_label(PVOP_irq_save_fl), "irq.save_fl");
	assert_string_equal(pvops_op_label(PVOPS_NR), "unknown");
}

/* --- a module's file */

#define MODULE_TEXT	0x1000000
#define MODULE_RECORDS	0x1001000
#define MODULE_THUNK	0x1002000

/* A call of the thunk of read_cr0, which the module does not have, and its record. */
static struct binary *make_module(u8 *text, struct pvops_site *record)
{
	struct binary *binary = binary_new("module.ko");

	binary->kind = BINARY_MODULE;
	pvpatch_branch(text, false, MODULE_TEXT, MODULE_THUNK);
	*record = (struct pvops_site){ MODULE_TEXT - MODULE_RECORDS, PVOP_cpu_read_cr0, 5,
				       PVOPS_V_KEEP, 0 };
	binary_add_section(binary, &(struct binary_section){ ".text", MODULE_TEXT, 5, text, true,
							  true, false });
	binary_add_section(binary, &(struct binary_section){ ".pvops_sites", MODULE_RECORDS,
							  sizeof(*record),
							  (const u8 *)record, true, false,
							  false });
	binary_add_symbol(binary, &(struct binary_symbol){ MODULE_TEXT, 5, "f", true, false });
	binary_add_symbol(binary, &(struct binary_symbol){
		MODULE_THUNK, 0, "pvops_keep_cpu_read_cr0", false, true });
	binary_ready(binary);
	return binary;
}

static void test_pvops_module(void **state)
{
	struct findings findings;
	struct pvops_site record;
	struct subject subject = { 0 };
	struct binary *binary;
	u8 text[5];

	(void)state;
	binary = make_module(text, &record);
	subject.binary = binary;
	assert_int_equal(tables_read(binary, &subject.tables, NULL), 0);
	assert_int_equal(subject.tables.ntables, 1);
	assert_int_equal(site_form(&subject.tables.table[0]->sites[0], NULL), FORM_INDIRECT);
	check_run(&subject, &findings, NULL);
	assert_int_equal(findings.count, 0);
	findings_free(&findings);

	text[1] ^= 4;
	check_run(&subject, &findings, NULL);
	assert_int_equal(findings.count, 1);
	assert_int_equal(findings.finding[0].rule, RULE_BYTES);
	assert_int_equal(findings.finding[0].addr, MODULE_TEXT);
	findings_free(&findings);
	tables_free(&subject.tables);
	binary_free(binary);
}

/* What has no tables of ours has none. */
static void test_pvops_none(void **state)
{
	struct binary *binary = binary_new("other");
	struct tables tables;

	(void)state;
	binary_ready(binary);
	assert_int_equal(tables_read(binary, &tables, NULL), 0);
	assert_int_equal(tables.ntables, 0);
	tables_free(&tables);
	binary->kind = BINARY_MODULE;
	assert_int_equal(tables_read(binary, &tables, NULL), 0);
	assert_int_equal(tables.ntables, 0);
	tables_free(&tables);
	binary_free(binary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pvops_records),
		cmocka_unit_test(test_pvops_order),
		cmocka_unit_test(test_pvops_bad_records),
		cmocka_unit_test(test_pvops_legal_bytes),
		cmocka_unit_test(test_pvops_legal_bytes_room),
		cmocka_unit_test(test_pvops_names),
		cmocka_unit_test(test_pvops_module),
		cmocka_unit_test(test_pvops_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
