// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which functions an operation may be bound to: a small kernel with a backend that has two
 * tables and two features, another backend, a table of a platform's own, and code that
 * stores two functions.
 */
#include <stdlib.h>

#include "../../tools/objtool-pv/decode.h"
#include "../../tools/objtool-pv/sites/pvops_legal.h"
#include "../check.h"
#include "small_kernel.h"

#define AT(offset)	(SMALL_BASE + (offset))
#define TABLE_BYTES	(8 * PVOPS_NR)

/* In unused read-only data. */
#define T_BACKEND	0x5200
#define T_FEATURE	0x5500
#define T_OTHER		0x5800
#define T_PLATFORM	0x5b00
#define FEATURES	0x5dc0
#define F_FIRST		0x5e00
#define F_SECOND	0x5e80
#define REASONS		0x5f00
#define T_PAGED		0x4900		/* behind the records */
#define CODE		0x2f00		/* in the code, where nothing is */

enum {
	OP_BACKEND	= PVOP_cpu_write_cr0,
	OP_FEATURE	= PVOP_cpu_read_cr0,
	OP_PAGED	= PVOP_mmu_read_cr3,	/* its first table has it, too */
	OP_ONE		= PVOP_mmu_pte_val,	/* the other backend's and the platform's */
	OP_TWO		= PVOP_mmu_make_pte,	/* the platform's */
	OP_STORED	= PVOP_mmu_pgd_val,
	OP_STORED_TOO	= PVOP_mmu_make_pgd,
};

static struct small small;

/* In the file, and in memory. */
static void put(u64 at, u64 value, unsigned int size)
{
	memcpy(small.file + at, &value, size);
	small_put(&small, at, value, size);
}

static void put_store(u64 at, unsigned int op, u64 function)
{
	memcpy(small.file + at, "\x48\xc7\x05", 3);
	memcpy(small.now + at, "\x48\xc7\x05", 3);
	put(at + 3, SMALL_TABLE + 8 * op - at - 11, 4);
	put(at + 7, function, 4);
}

static void put_backends(void)
{
	put(SMALL_BACKENDS + 8, AT(SMALL_OTHER), 8);
	put(SMALL_BACKEND + 32, AT(T_BACKEND), 8);
	put(SMALL_BACKEND + 40, AT(T_PAGED), 8);
	put(SMALL_BACKEND + 48, AT(FEATURES), 8);
	put(SMALL_OTHER + 32, AT(T_OTHER), 8);
	put(FEATURES, AT(F_FIRST), 8);
	put(FEATURES + 8, AT(F_SECOND), 8);
	put(F_SECOND + 96, AT(T_FEATURE), 8);
	put(T_BACKEND + 8 * OP_BACKEND, AT(SMALL_ONE), 8);
	put(T_BACKEND + 8 * OP_PAGED, AT(SMALL_ONE), 8);
	put(T_PAGED + 8 * OP_PAGED, AT(SMALL_MANY), 8);
	put(T_FEATURE + 8 * OP_FEATURE, AT(SMALL_MANY), 8);
	put(T_OTHER + 8 * OP_ONE, AT(SMALL_PLAIN), 8);
	put(T_PLATFORM + 8 * OP_ONE, AT(SMALL_ONE), 8);
	put(T_PLATFORM + 8 * OP_TWO, AT(SMALL_MANY), 8);
	put_store(CODE, OP_STORED, AT(SMALL_PLAIN));
	put_store(CODE + 16, OP_STORED_TOO, AT(SMALL_ONE));
}

static void bind(unsigned int op, u64 function)
{
	small_put(&small, SMALL_TABLE + 8 * op, function, 8);
	small_put(&small, SMALL_BOUND + 16 + 8 * op, function, 8);
}

static int make(void **state)
{
	(void)state;
	small_booted(&small, PVPATCH_INDIRECT);
	put_backends();
	small_move_symbol(&small, "__stop_pvops_backends", AT(SMALL_BACKENDS + 16));
	small_add_symbol(&small, "backend", AT(SMALL_BACKEND), 56, false);
	small_add_symbol(&small, "first", AT(F_FIRST), 120, false);
	small_add_symbol(&small, "second", AT(F_SECOND), 120, false);
	small_add_symbol(&small, "platform_ops", AT(T_PLATFORM), TABLE_BYTES, false);
	small_add_symbol(&small, "reasons", AT(REASONS), 256, false);
	small_add_symbol(&small, "__start_ro_after_init", AT(SMALL_SLACK), 0, false);
	small_add_symbol(&small, "__end_ro_after_init", AT(SMALL_STATE), 0, false);
	small_add_symbol(&small, "platform_setup", AT(CODE), 32, true);
	bind(OP_BACKEND, AT(SMALL_ONE));
	bind(OP_FEATURE, AT(SMALL_MANY));
	bind(OP_PAGED, AT(SMALL_MANY));
	return 0;
}

static int forget(void **state)
{
	(void)state;
	small_free(&small);
	return 0;
}

static void read_legal(struct pvops_legal *legal)
{
	struct error error = { "" };

	if (pvops_legal_read(small.binary, legal, &error))
		fail_msg("%s", error.text);
	assert_true(legal->platforms);
	assert_int_equal(legal->nbackends, 2);
}

static void test_pvops_legal_origin(void **state)
{
	const u64 backend = AT(SMALL_BACKEND), other = AT(SMALL_OTHER);
	const struct {
		const char *name;
		u64 backend;
		unsigned int op;
		u64 function;
		enum pvops_origin origin;
	} cases[] = {
		{ "bare metal's", backend, OP_ONE, AT(16 * OP_ONE), PVOPS_ITS_OWN },
		{ "the backend's", backend, OP_BACKEND, AT(SMALL_ONE), PVOPS_ITS_OWN },
		{ "its second table's", backend, OP_PAGED, AT(SMALL_MANY), PVOPS_ITS_OWN },
		{ "its feature's", backend, OP_FEATURE, AT(SMALL_MANY), PVOPS_ITS_OWN },
		{ "while another runs", other, OP_FEATURE, AT(SMALL_MANY), PVOPS_OTHERS },
		{ "the other's", backend, OP_ONE, AT(SMALL_PLAIN), PVOPS_OTHERS },
		{ "a platform's", backend, OP_ONE, AT(SMALL_ONE), PVOPS_PLATFORM },
		{ "stored", backend, OP_STORED, AT(SMALL_PLAIN), PVOPS_PLATFORM },
		{ "stored elsewhere", backend, OP_STORED, AT(SMALL_ONE), PVOPS_FOREIGN },
		{ "bare metal's other", backend, OP_ONE, AT(16 * OP_TWO), PVOPS_FOREIGN },
	};
	struct pvops_legal legal;
	size_t i;

	(void)state;
	read_legal(&legal);
	for (i = 0; i < COUNT(cases); i++)
		same_number(cases[i].name, pvops_legal_origin(&legal, cases[i].backend, cases[i].op,
							      cases[i].function),
			    cases[i].origin);
	pvops_legal_free(&legal);
}

static void test_pvops_legal_expected(void **state)
{
	bool unused[PVOPS_LEGAL_FEATURES] = { false };
	const u64 backend = AT(SMALL_BACKEND);
	struct pvops_legal legal;

	(void)state;
	read_legal(&legal);
	same_number("a table's", pvops_legal_expected(&legal, backend, OP_BACKEND, unused),
		    AT(SMALL_ONE));
	same_number("the second table's", pvops_legal_expected(&legal, backend, OP_PAGED, unused),
		    AT(SMALL_MANY));
	same_number("a feature's", pvops_legal_expected(&legal, backend, OP_FEATURE, unused),
		    AT(SMALL_MANY));
	same_number("of no backend", pvops_legal_expected(&legal, backend, OP_TWO, unused), 0);
	unused[1] = true;
	same_number("not used", pvops_legal_expected(&legal, backend, OP_FEATURE, unused), 0);
	same_number("not known", pvops_legal_expected(&legal, backend, OP_FEATURE, NULL), 0);
	pvops_legal_free(&legal);
}

static void test_pvops_legal_alone(void **state)
{
	const u64 backend = AT(SMALL_BACKEND);
	struct pvops_legal legal;
	u64 bound[PVOPS_NR];

	(void)state;
	read_legal(&legal);
	memcpy(bound, legal.native, sizeof(bound));
	bound[OP_ONE] = AT(SMALL_ONE);
	assert_true(pvops_legal_alone(&legal, backend, OP_ONE, bound));
	bound[OP_TWO] = AT(SMALL_MANY);
	assert_false(pvops_legal_alone(&legal, backend, OP_ONE, bound));
	bound[OP_STORED] = AT(SMALL_PLAIN);
	assert_true(pvops_legal_alone(&legal, backend, OP_STORED, bound));
	bound[OP_STORED_TOO] = AT(SMALL_ONE);
	assert_false(pvops_legal_alone(&legal, backend, OP_STORED, bound));
	pvops_legal_free(&legal);
}

/* What is bound, and whether that is found; everything goes through the table. */
static void test_pvops_legal_found(void **state)
{
	static const struct {
		const char *name;
		unsigned int op;
		u64 function, reason;
		bool found;
	} cases[] = {
		{ "sound", OP_BACKEND, AT(SMALL_ONE), 0, false },
		{ "not the backend's", OP_BACKEND, AT(16 * OP_BACKEND), 0, true },
		{ "the first table's", OP_PAGED, AT(SMALL_ONE), 0, true },
		{ "not the feature's", OP_FEATURE, AT(16 * OP_FEATURE), 0, true },
		{ "of a feature not in use", OP_FEATURE, AT(SMALL_MANY), 1, true },
		{ "bare metal's instead", OP_FEATURE, AT(16 * OP_FEATURE), 1, false },
		{ "the other backend's", OP_ONE, AT(SMALL_PLAIN), 0, true },
		{ "a platform's alone", OP_ONE, AT(SMALL_ONE), 0, true },
		{ "foreign", OP_TWO, AT(SMALL_ONE), 0, true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		struct error error = { "" };

		if (i)
			make(NULL);
		bind(cases[i].op, cases[i].function);
		small_put(&small, REASONS + 8, cases[i].reason, 8);
		if (small_check(&small, &error))
			fail_msg("%s", error.text);
		same_number(cases[i].name, small.findings.count, cases[i].found);
		if (cases[i].found) {
			assert_int_equal(small.findings.finding[0].rule, RULE_BINDING);
			same_number(cases[i].name, small.findings.finding[0].addr,
				    AT(SMALL_TABLE + 8 * cases[i].op));
		}
		if (i + 1 < COUNT(cases))
			small_free(&small);
	}
}

/* A platform with all that belongs to it is believed, and that is said. */
static void test_pvops_legal_platform(void **state)
{
	struct error error = { "" };
	bool said = false;
	size_t i;

	(void)state;
	bind(OP_ONE, AT(SMALL_ONE));
	bind(OP_TWO, AT(SMALL_MANY));
	if (small_check(&small, &error))
		fail_msg("%s", error.text);
	same_number("a platform", small.findings.count, 0);
	for (i = 0; i < small.findings.nunchecked; i++)
		said |= !!strstr(small.findings.unchecked[i], "whether 2 operations that the "
				 "kernel's own code has bound (mmu.pte_val to one, ...)");
	assert_true(said);
}

/* Objects of other sizes than this program knows are not read as if they were these. */
static void test_pvops_legal_layout(void **state)
{
	struct error error = { "" };
	struct pvops_legal legal;

	(void)state;
	small_add_symbol(&small, "longer", AT(F_FIRST), 128, false);
	small_move_symbol(&small, "first", AT(SMALL_SLACK));
	assert_int_equal(pvops_legal_read(small.binary, &legal, &error), -1);
	assert_non_null(strstr(error.text, "backend number 0"));
	pvops_legal_free(&legal);
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
		cmocka_unit_test_setup_teardown(test_pvops_legal_origin, make, forget),
		cmocka_unit_test_setup_teardown(test_pvops_legal_expected, make, forget),
		cmocka_unit_test_setup_teardown(test_pvops_legal_alone, make, forget),
		cmocka_unit_test_setup_teardown(test_pvops_legal_found, make, forget),
		cmocka_unit_test_setup_teardown(test_pvops_legal_platform, make, forget),
		cmocka_unit_test_setup_teardown(test_pvops_legal_layout, make, forget),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
