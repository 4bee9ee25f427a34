// SPDX-License-Identifier: GPL-2.0-only
/* The templates of a guest of lguest, byte by byte as the SDM encodes them. */
#include "templates.h"

#define NOT(rex, modrm)		CODE(rex "\xf7" modrm)

static const struct row rows[] = {
	ROW(PVOP_cpu_store_tr, PVOPS_V_CALL, PVOPS_T_PREFIX, "\x31\xc0"),
	ROW(PVOP_irq_irq_disable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
	ROW(PVOP_irq_irq_enable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
};

static const struct family families[] = {
	FAMILY(PVOP_irq_save_fl, PVOPS_T_NOTHUNK),
	FAMILY(PVOP_mmu_read_cr2, PVOPS_T_NOTHUNK),
	FAMILY(PVOP_cpu_sysret_rip, PVOPS_T_PREFIX,
	       NOT("\x48", "\xd0"), NOT("\x48", "\xd1"), NOT("\x48", "\xd2"),
	       NOT("\x48", "\xd3"), CODE(""), NOT("\x48", "\xd5"),
	       NOT("\x48", "\xd6"), NOT("\x48", "\xd7"), NOT("\x49", "\xd0"),
	       NOT("\x49", "\xd1"), NOT("\x49", "\xd2"), NOT("\x49", "\xd3"),
	       NOT("\x49", "\xd4"), NOT("\x49", "\xd5"), NOT("\x49", "\xd6"),
	       NOT("\x49", "\xd7")),
};

static void test_lguest_rows(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		has_row(&rows[i]);
}

static void test_lguest_registers(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(families); i++)
		has_family(&families[i]);
}

static void test_lguest_nothing_else(void **state)
{
	(void)state;
	has_only(COUNT(rows), COUNT(families));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lguest_rows),
		cmocka_unit_test(test_lguest_registers),
		cmocka_unit_test(test_lguest_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
