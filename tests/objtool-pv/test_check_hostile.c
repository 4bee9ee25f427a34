// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables and lists made to take an auditor's time, memory or life: each check ends soon,
 * with a reason or with findings.  A test that does not end is ended by a signal.
 */

#include "../../tools/objtool-pv/decode.h"
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define FLOOD		0xffffffffa0000000ull	/* where records without end are */
#define MILLION		(1u << 20)
#define SECONDS		60

/* Records made up as they are read: all of one site, as @row says. */
struct flood {
	struct memory memory;
	struct pvops_site row;
	struct pvops_site other;	/* every second one */
	bool same;			/* all are about the first one's address */
};

static struct flood flood;

static int read_flood(void *ctx, u64 addr, void *to, size_t len)
{
	u64 at = addr - FLOOD;
	struct pvops_site row;
	size_t i;

	(void)ctx;
	if (at >= 8ull * MILLION || at % 8 || len % 8)
		return flood.memory.read(flood.memory.ctx, addr, to, len);
	for (i = 0; i < len / 8; i++) {
		row = (at / 8 + i) % 2 ? flood.other : flood.row;
		if (flood.same)
			row.offset -= 8 * (at / 8 + i);
		memcpy((u8 *)to + 8 * i, &row, 8);
	}
	return 0;
}

/* The kernel's own table is @count records. */
static void make_flood(struct small *small, u64 count, struct pvops_site row,
		       struct pvops_site other, bool same)
{
	small_booted(small, PVPATCH_INLINE);
	flood = (struct flood){ small->binary->memory, row, other, same };
	small->binary->memory = (struct memory){ read_flood, NULL, NULL };
	small_move_symbol(small, "__start_pvops_sites", FLOOD);
	small_move_symbol(small, "__stop_pvops_sites", FLOOD + 8 * count);
	small_put(small, SMALL_STATE + 16, AT(SMALL_STATE + 16), 8);	/* no modules */
	small_put(small, SMALL_MODULES, AT(SMALL_MODULES), 8);
}

static const struct {
	const char *name;
	u64 count;
	struct pvops_site row, other;
	bool same;
} floods[] = {
	{ "none is right", FINDINGS_MAX, { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 }, false },
	{ "all at one address", MILLION, { (s32)(AT(SMALL_ONE + 2) - FLOOD), PVOP_cpu_write_cr0, 5,
	  PVOPS_V_CALL, 0 }, { (s32)(AT(SMALL_ONE + 2) - FLOOD), PVOP_cpu_write_cr0, 5,
	  PVOPS_V_CALL, 0 }, true },
	{ "half of them wrong", MILLION / 4, { (s32)(AT(SMALL_ONE + 2) - FLOOD), PVOP_cpu_write_cr0, 5,
	  PVOPS_V_CALL, 0 }, { (s32)(AT(SMALL_ONE + 2) - FLOOD), PVOP_cpu_write_cr0, 255,
	  PVOPS_V_CALL, 1 }, true },
	{ "neighbours", MILLION / 4, { (s32)(AT(SMALL_ONE + 2) - FLOOD), PVOP_cpu_write_cr0, 15,
	  PVOPS_V_CALL, 0 }, { (s32)(AT(SMALL_ONE + 1) - FLOOD), PVOP_cpu_write_cr0, 15,
	  PVOPS_V_CALL, 0 }, true },
};

static void test_check_hostile_records(void **state)
{
	struct small small;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(floods); i++) {
		end_after(SECONDS);
		make_flood(&small, floods[i].count, floods[i].row, floods[i].other,
			   floods[i].same);
		same_number(floods[i].name, small_check(&small, NULL), 0);
		same_number(floods[i].name, small.findings.checked, floods[i].count);
		same_number(floods[i].name, small.findings.count, FINDINGS_MAX);
		assert_true(small.findings.dropped > 0);
		small_free(&small);
	}
}

/* --- the list of modules */

static void point_at(struct small *s, u64 node)
{
	small_put(s, SMALL_OWN + 8, node, 8);
}

static void ring(struct small *s)
{
	small_put(s, SMALL_LOADED + 8, AT(SMALL_LOADED + 8), 8);
}

static void ring_without_head(struct small *s)
{
	small_put(s, SMALL_LOADED + 8, AT(SMALL_OWN + 8), 8);
}

static void to_nowhere(struct small *s)
{
	point_at(s, 0x1234567);
}

static void to_null(struct small *s)
{
	point_at(s, 0);
}

static void at_the_end(struct small *s)
{
	point_at(s, ~0ull);
}

static void half_there(struct small *s)
{
	point_at(s, AT(SMALL_SIZE - 8));
}

static void no_records(struct small *s)
{
	small_put(s, SMALL_LOADED + 24, 0, 8);
}

static void many_records(struct small *s)
{
	small_put(s, SMALL_LOADED + 32, 0xffffffff, 4);
}

static void million_records(struct small *s)
{
	small_put(s, SMALL_LOADED + 32, MILLION - 100, 4);
}

static void no_module(struct small *s)
{
	small_put(s, SMALL_LOADED + 40, ~0ull, 8);
}

static void state_gone(struct small *s)
{
	small_move_symbol(s, "pvops_state", 0x1234);
}

static void state_at_the_end(struct small *s)
{
	small_move_symbol(s, "pvops_state", ~0ull - 3);
}

static void no_bound(struct small *s)
{
	small_move_symbol(s, "pvops_bound", 8);
}

static void no_backend(struct small *s)
{
	small_put(s, SMALL_STATE + 8, 0x4321, 8);
}

static void no_name(struct small *s)
{
	small_put(s, SMALL_BACKEND + 8, ~0ull, 8);
}

static void mode(struct small *s)
{
	small_put(s, SMALL_STATE, PVPATCH_FORMS, 4);
}

static void padding(struct small *s)
{
	small_put(s, SMALL_BOUND + 16 + 8 * PVOPS_NR + PVOP_cpu_cpuid, 2, 1);
}

static void version(struct small *s)
{
	small_put(s, SMALL_AUDIT, PVOPS_AUDIT_VERSION + 1, 2);
}

static void audit_size(struct small *s)
{
	small_put(s, SMALL_AUDIT + 2, 8, 2);
}

static void operations(struct small *s)
{
	small_put(s, SMALL_AUDIT + 4, PVOPS_NR + 1, 2);
}

static void no_audit(struct small *s)
{
	small_move_symbol(s, "pvops_audit", 0x77);
}

static void thunks_backwards(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_thunks", AT(SMALL_THUNKS - 8));
}

static void thunks_in_part(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_thunks", AT(SMALL_THUNKS + 9));
}

static void thunks_many(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_thunks", AT(SMALL_THUNKS + 8 * 65536));
}

static void templates_many(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_templates", AT(SMALL_TEMPLATES + 12 * 65536));
}

static void code_large(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_code", AT(SMALL_CODE + 0x20000000));
}

static void code_gone(struct small *s)
{
	small_move_symbol(s, "__start_pvops_code", AT(SMALL_SIZE));
	small_move_symbol(s, "__stop_pvops_code", AT(SMALL_SIZE + 8));
}

static void sites_backwards(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_sites", AT(SMALL_SITES - 8));
}

static void sites_in_part(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_sites", AT(SMALL_SITES + 12));
}

static void sites_many(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_sites", AT(SMALL_SITES + 8ull * MILLION + 8));
}

static void sites_gone(struct small *s)
{
	small_move_symbol(s, "__stop_pvops_sites", AT(SMALL_SITES + 8ull * 60000));
}

static const struct {
	const char *name;
	void (*damage)(struct small *small);
	const char *reason;	/* part of it */
} reasons[] = {
	{ "a ring", ring, "entry 4096 of the list of site tables" },
	{ "a ring that leaves out the head", ring_without_head, "entry 4096" },
	{ "a list to nowhere", to_nowhere, "entry 1 of the list" },
	{ "a list that ends with NULL", to_null, "entry 1 of the list" },
	{ "a list to the last address", at_the_end, "entry 1 of the list" },
	{ "an entry that is half there", half_there, "entry 1 of the list" },
	{ "records at NULL", no_records, "records of sample cannot be read" },
	{ "4294967295 records", many_records, "sample claims 4294967295 sites" },
	{ "records that are not there", million_records, "records of sample cannot be read" },
	{ "a module that is not there", no_module, "entry 1 of the list" },
	{ "a state that is not there", state_gone, "pvops_state or pvops_bound" },
	{ "a state at the last address", state_at_the_end, "pvops_state or pvops_bound" },
	{ "nothing bound", no_bound, "pvops_state or pvops_bound" },
	{ "a backend that is not there", no_backend, "name of its backend" },
	{ "a name that is not there", no_name, "name of its backend" },
	{ "a mode", mode, "has the mode 3" },
	{ "a padding", padding, "says 2 of the padding of cpu.cpuid" },
	{ "a version", version, "its pvops_audit" },
	{ "a size", audit_size, "its pvops_audit" },
	{ "operations", operations, "its pvops_audit" },
	{ "no pvops_audit", no_audit, "no pvops_audit" },
	{ "thunks that end before they begin", thunks_backwards, "__stop_pvops_thunks" },
	{ "part of a thunk", thunks_in_part, "__stop_pvops_thunks" },
	{ "65536 thunks", thunks_many, "__stop_pvops_thunks" },
	{ "65536 templates", templates_many, "__stop_pvops_templates" },
	{ "code of 512 MB", code_large, "__stop_pvops_code" },
	{ "code that is not there", code_gone, "__start_pvops_code cannot be read" },
	{ "sites that end before they begin", sites_backwards, "__stop_pvops_sites" },
	{ "part of a record", sites_in_part, "whole records" },
	{ "more than a million records", sites_many, "claims 1048577 sites" },
	{ "records after the last address", sites_gone, "cannot be read" },
};

static void test_check_hostile_reasons(void **state)
{
	struct error error;
	struct small small;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(reasons); i++) {
		end_after(SECONDS);
		error.text[0] = '\0';
		small_booted(&small, PVPATCH_INLINE);
		reasons[i].damage(&small);
		same_number(reasons[i].name, small_check(&small, &error), -1);
		if (!strstr(error.text, reasons[i].reason) || !strstr(error.text, "small: "))
			fail_msg("%s: %s", reasons[i].name, error.text);
		assert_null(small.tables.table);
		small_free(&small);
	}
}

/* A ring of modules with 600000 records each is not followed for long. */
static void test_check_hostile_modules(void **state)
{
	const struct pvops_site row = { 0, 0, 5, PVOPS_V_CALL, 0 };
	struct error error = { "" };
	struct small small;

	(void)state;
	end_after(SECONDS);
	make_flood(&small, MILLION, row, row, true);
	small_move_symbol(&small, "__start_pvops_sites", AT(SMALL_SITES));
	small_move_symbol(&small, "__stop_pvops_sites", AT(SMALL_SITES + 8 * SITE_KERNEL));
	small_put(&small, SMALL_STATE + 16, AT(SMALL_LOADED + 8), 8);
	small_put(&small, SMALL_LOADED + 8, AT(SMALL_LOADED + 8), 8);
	small_put(&small, SMALL_LOADED + 24, FLOOD, 8);
	small_put(&small, SMALL_LOADED + 32, 600000, 4);
	assert_int_equal(small_check(&small, &error), -1);
	assert_non_null(strstr(error.text, "entry 4096 of the list of site tables"));
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
		cmocka_unit_test(test_check_hostile_records),
		cmocka_unit_test(test_check_hostile_reasons),
		cmocka_unit_test(test_check_hostile_modules),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
