// SPDX-License-Identifier: GPL-2.0-only
/* The templates of backends/@name@, byte by byte as the SDM encodes them. */
#include "templates.h"

static const struct row rows[] = {
	ROW(PVOP_cpu_store_tr, PVOPS_V_CALL, PVOPS_T_PREFIX, "\x31\xc0"),
	ROW(PVOP_irq_irq_disable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
	ROW(PVOP_irq_irq_enable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
};

static void test_@name@_rows(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		has_row(&rows[i]);
}

static void test_@name@_nothing_else(void **state)
{
	(void)state;
	has_only(COUNT(rows), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_@name@_rows),
		cmocka_unit_test(test_@name@_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
