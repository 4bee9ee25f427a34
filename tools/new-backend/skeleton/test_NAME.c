// SPDX-License-Identifier: GPL-2.0-only
/* The templates of backends/@name@, byte by byte as the SDM encodes them. */
#include "templates.h"

static const struct row rows[] = {
	ROW(PVOP_host_hypercall, PVOPS_V_SHAPE, 0, "\x0f\x01\xc1"),
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
