// SPDX-License-Identifier: GPL-2.0-only
/* Ids count up row by row, and C and assembly count the same. */
#include <asm/pvops/ids.h>
#include "../check.h"

/* From tests/pvops/asm_ids.S. */
extern const uint8_t ids_in_asm[], ids_in_asm_end[];

static const struct {
	const char *name;
	enum pvops_id id;
} rows[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	{ #group "." #name, PVOP_##group##_##name },
#include <asm/pvops/ops.def>
};

/* A record has a byte for the id, and a few values must stay free. */
static void test_ids_fit(void **state)
{
	(void)state;
	assert_int_equal(PVOPS_NR, COUNT(rows));
	assert_in_range(PVOPS_NR, 50, 249);
}

static void test_ids_in_order(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		same_number(rows[i].name, rows[i].id, i);
}

static void test_ids_in_assembly(void **state)
{
	unsigned int i;

	(void)state;
	assert_int_equal(ids_in_asm_end - ids_in_asm, COUNT(rows));
	for (i = 0; i < COUNT(rows); i++)
		same_number(rows[i].name, ids_in_asm[i], i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ids_fit),
		cmocka_unit_test(test_ids_in_order),
		cmocka_unit_test(test_ids_in_assembly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
