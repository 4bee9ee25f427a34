// SPDX-License-Identifier: GPL-2.0-only
/*
 * The templates of backends/xen.  The per-CPU variable is at 0 here, so that the
 * displacements are the offsets in struct vcpu_info of Xen's public/xen.h.
 */
#include "templates.h"

#define GS_CR2(rex, modrm)	CODE("\x65" rex "\x8b" modrm "\x25\x10\x00\x00\x00")

#define NOT(rex, modrm)		CODE(rex "\xf7" modrm)

static const struct row rows[] = {
	ROW(PVOP_irq_irq_disable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
	ROW(PVOP_irq_irq_enable, PVOPS_V_KEEP, PVOPS_T_NOTHUNK, ""),
	ROW(PVOP_irq_irq_disable, PVOPS_V_CALL, 0,
	    "\x65\xc6\x04\x25\x01\x00\x00\x00\x01"),
	ROW(PVOP_mmu_read_cr2, PVOPS_V_CALL, 0,
	    "\x65\x48\x8b\x04\x25\x10\x00\x00\x00"),
};

static const struct family families[] = {
	FAMILY(PVOP_irq_save_fl, PVOPS_T_NOTHUNK),
	FAMILY(PVOP_cpu_sysret_rip, PVOPS_T_PREFIX,
	       NOT("\x48", "\xd0"), NOT("\x48", "\xd1"), NOT("\x48", "\xd2"),
	       NOT("\x48", "\xd3"), CODE(""), NOT("\x48", "\xd5"),
	       NOT("\x48", "\xd6"), NOT("\x48", "\xd7"), NOT("\x49", "\xd0"),
	       NOT("\x49", "\xd1"), NOT("\x49", "\xd2"), NOT("\x49", "\xd3"),
	       NOT("\x49", "\xd4"), NOT("\x49", "\xd5"), NOT("\x49", "\xd6"),
	       NOT("\x49", "\xd7")),
	FAMILY(PVOP_mmu_read_cr2, 0,
	       GS_CR2("\x48", "\x04"), GS_CR2("\x48", "\x0c"),
	       GS_CR2("\x48", "\x14"), GS_CR2("\x48", "\x1c"), CODE(""),
	       GS_CR2("\x48", "\x2c"), GS_CR2("\x48", "\x34"),
	       GS_CR2("\x48", "\x3c"), GS_CR2("\x4c", "\x04"),
	       GS_CR2("\x4c", "\x0c"), GS_CR2("\x4c", "\x14"),
	       GS_CR2("\x4c", "\x1c"), GS_CR2("\x4c", "\x24"),
	       GS_CR2("\x4c", "\x2c"), GS_CR2("\x4c", "\x34"),
	       GS_CR2("\x4c", "\x3c")),
};

static void test_xen_rows(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		has_row(&rows[i]);
}

static void test_xen_registers(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(families); i++)
		has_family(&families[i]);
}

static void test_xen_nothing_else(void **state)
{
	(void)state;
	has_only(COUNT(rows), COUNT(families));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_xen_rows),
		cmocka_unit_test(test_xen_registers),
		cmocka_unit_test(test_xen_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
