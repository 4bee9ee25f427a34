// SPDX-License-Identifier: GPL-2.0-only
/* The templates of backends/native, byte by byte as the SDM encodes them. */
#include "templates.h"

#define P	PVOPS_T_PREFIX

/* movq %rax, (REG): two registers need a displacement, one needs a SIB */
#define STORE_FAMILY(op)	FAMILY(op, P,				\
	CODE("\x48\x89\x00"), CODE("\x48\x89\x01"),			\
	CODE("\x48\x89\x02"), CODE("\x48\x89\x03"),			\
	CODE(""), CODE("\x48\x89\x45\x00"),				\
	CODE("\x48\x89\x06"), CODE("\x48\x89\x07"),			\
	CODE("\x49\x89\x00"), CODE("\x49\x89\x01"),			\
	CODE("\x49\x89\x02"), CODE("\x49\x89\x03"),			\
	CODE("\x49\x89\x04\x24"), CODE("\x49\x89\x45\x00"),		\
	CODE("\x49\x89\x06"), CODE("\x49\x89\x07"))

static const struct row rows[] = {
	ROW(PVOPS_T_ANY, PVOPS_V_CALL, 0, ""),
	ROW(PVOP_leave_iret, PVOPS_V_JUMP, 0, ""),
	ROW(PVOP_irq_irq_disable, PVOPS_V_CALL, P, "\xfa"),
	ROW(PVOP_irq_irq_enable, PVOPS_V_CALL, P, "\xfb"),
	ROW(PVOP_irq_safe_halt, PVOPS_V_CALL, P, "\xfb\xf4"),
	ROW(PVOP_irq_halt, PVOPS_V_CALL, P, "\xf4"),
	ROW(PVOP_irq_save_fl, PVOPS_V_CALL, P, "\x9c\x58"),
	ROW(PVOP_lock_queued_spin_unlock, PVOPS_V_CALL, P, "\xc6\x07\x00"),
	ROW(PVOP_lock_vcpu_is_preempted, PVOPS_V_CALL, P, "\x48\x31\xc0"),
	ROW(PVOP_mmu_read_cr2, PVOPS_V_CALL, P, "\x0f\x20\xd0"),
	ROW(PVOP_mmu_write_cr2, PVOPS_V_CALL, P, "\x0f\x22\xd7"),
	ROW(PVOP_mmu_read_cr3, PVOPS_V_CALL, P, "\x0f\x20\xd8"),
	ROW(PVOP_mmu_write_cr3, PVOPS_V_CALL, P, "\x0f\x22\xdf"),
	ROW(PVOP_mmu_pgd_alloc, PVOPS_V_CALL, P, "\x31\xc0"),
	ROW(PVOP_mmu_set_pte, PVOPS_V_CALL, P, "\x48\x89\x37"),
	ROW(PVOP_mmu_set_pmd, PVOPS_V_CALL, P, "\x48\x89\x37"),
	ROW(PVOP_mmu_set_pud, PVOPS_V_CALL, P, "\x48\x89\x37"),
	ROW(PVOP_mmu_ptep_modify_prot_start, PVOPS_V_CALL, 0,
	    "\x31\xc0\x48\x87\x02"),
	ROW(PVOP_mmu_ptep_modify_prot_start, 1, 0,
	    "\x31\xc0\x48\x87\x01"),
	ROW(PVOP_mmu_ptep_modify_prot_start, 2, 0,
	    "\x31\xc0\x48\x87\x02"),
	ROW(PVOP_mmu_ptep_modify_prot_start, 3, 0,
	    "\x31\xc0\x48\x87\x03"),
	ROW(PVOP_mmu_ptep_modify_prot_start, 6, 0,
	    "\x31\xc0\x48\x87\x06"),
	ROW(PVOP_mmu_ptep_modify_prot_start, 7, 0,
	    "\x31\xc0\x48\x87\x07"),
	ROW(PVOP_mmu_ptep_modify_prot_commit, PVOPS_V_CALL, P, "\x48\x89\x0a"),
	ROW(PVOP_cpu_sysret_rip, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_pte_val, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_make_pte, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_pgd_val, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_make_pgd, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_pmd_val, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_make_pmd, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_pud_val, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_make_pud, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_p4d_val, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_mmu_make_p4d, PVOPS_V_CALL, P, "\x48\x89\xf8"),
	ROW(PVOP_cpu_read_cr0, PVOPS_V_CALL, P, "\x0f\x20\xc0"),
	ROW(PVOP_cpu_load_gdt, PVOPS_V_CALL, P, "\x0f\x01\x17"),
	ROW(PVOP_cpu_load_idt, PVOPS_V_CALL, P, "\x0f\x01\x1f"),
	ROW(PVOP_cpu_store_tr, PVOPS_V_CALL, P, "\x0f\x00\xc8"),
	ROW(PVOP_cpu_wbinvd, PVOPS_V_CALL, P, "\x0f\x09"),
	ROW(PVOP_cpu_cpuid, PVOPS_V_SHAPE, P, "\x0f\xa2"),
	ROW(PVOP_cpu_read_msr, PVOPS_V_SHAPE, P, "\x0f\x32"),
	ROW(PVOP_cpu_write_msr, PVOPS_V_SHAPE, P, "\x0f\x30"),
	ROW(PVOP_cpu_read_msr_safe, PVOPS_V_SHAPE, P, "\x0f\x32\x31\xff"),
	ROW(PVOP_cpu_write_msr_safe, PVOPS_V_SHAPE, P, "\x0f\x30\x31\xff"),
	ROW(PVOP_cpu_read_pmc, PVOPS_V_SHAPE, P, "\x0f\x33"),
	ROW(PVOP_cpu_get_debugreg, 0, P, "\x0f\x21\xc0"),
	ROW(PVOP_cpu_get_debugreg, 1, P, "\x0f\x21\xc8"),
	ROW(PVOP_cpu_get_debugreg, 2, P, "\x0f\x21\xd0"),
	ROW(PVOP_cpu_get_debugreg, 3, P, "\x0f\x21\xd8"),
	ROW(PVOP_cpu_get_debugreg, 6, P, "\x0f\x21\xf0"),
	ROW(PVOP_cpu_get_debugreg, 7, P, "\x0f\x21\xf8"),
	ROW(PVOP_cpu_set_debugreg, 0, P, "\x0f\x23\xc7"),
	ROW(PVOP_cpu_set_debugreg, 1, P, "\x0f\x23\xcf"),
	ROW(PVOP_cpu_set_debugreg, 2, P, "\x0f\x23\xd7"),
	ROW(PVOP_cpu_set_debugreg, 3, P, "\x0f\x23\xdf"),
	ROW(PVOP_cpu_set_debugreg, 6, P, "\x0f\x23\xf7"),
	ROW(PVOP_cpu_set_debugreg, 7, P, "\x0f\x23\xff"),
};

/* Nothing at all: the value stays in the register that it is in. */
static const struct family families[] = {
	FAMILY(PVOP_cpu_sysret_rip, 0),
	FAMILY(PVOP_mmu_pte_val, 0), FAMILY(PVOP_mmu_make_pte, 0),
	FAMILY(PVOP_mmu_pgd_val, 0), FAMILY(PVOP_mmu_make_pgd, 0),
	FAMILY(PVOP_mmu_pmd_val, 0), FAMILY(PVOP_mmu_make_pmd, 0),
	FAMILY(PVOP_mmu_pud_val, 0), FAMILY(PVOP_mmu_make_pud, 0),
	FAMILY(PVOP_mmu_p4d_val, 0), FAMILY(PVOP_mmu_make_p4d, 0),
	/* pushfq; popq REG */
	FAMILY(PVOP_irq_save_fl, P,
	       CODE("\x9c\x58"), CODE("\x9c\x59"), CODE("\x9c\x5a"),
	       CODE("\x9c\x5b"), CODE(""), CODE("\x9c\x5d"),
	       CODE("\x9c\x5e"), CODE("\x9c\x5f"),
	       CODE("\x9c\x41\x58"), CODE("\x9c\x41\x59"), CODE("\x9c\x41\x5a"),
	       CODE("\x9c\x41\x5b"), CODE("\x9c\x41\x5c"), CODE("\x9c\x41\x5d"),
	       CODE("\x9c\x41\x5e"), CODE("\x9c\x41\x5f")),
	/* movq %cr2, REG */
	FAMILY(PVOP_mmu_read_cr2, P,
	       CODE("\x0f\x20\xd0"), CODE("\x0f\x20\xd1"), CODE("\x0f\x20\xd2"),
	       CODE("\x0f\x20\xd3"), CODE(""), CODE("\x0f\x20\xd5"),
	       CODE("\x0f\x20\xd6"), CODE("\x0f\x20\xd7"),
	       CODE("\x41\x0f\x20\xd0"), CODE("\x41\x0f\x20\xd1"),
	       CODE("\x41\x0f\x20\xd2"), CODE("\x41\x0f\x20\xd3"),
	       CODE("\x41\x0f\x20\xd4"), CODE("\x41\x0f\x20\xd5"),
	       CODE("\x41\x0f\x20\xd6"), CODE("\x41\x0f\x20\xd7")),
	/* movq REG, %cr3 */
	FAMILY(PVOP_mmu_write_cr3, P,
	       CODE("\x0f\x22\xd8"), CODE("\x0f\x22\xd9"),
	       CODE("\x0f\x22\xda"), CODE("\x0f\x22\xdb"),
	       CODE(""), CODE("\x0f\x22\xdd"),
	       CODE("\x0f\x22\xde"), CODE("\x0f\x22\xdf"),
	       CODE("\x41\x0f\x22\xd8"), CODE("\x41\x0f\x22\xd9"),
	       CODE("\x41\x0f\x22\xda"), CODE("\x41\x0f\x22\xdb"),
	       CODE("\x41\x0f\x22\xdc"), CODE("\x41\x0f\x22\xdd"),
	       CODE("\x41\x0f\x22\xde"), CODE("\x41\x0f\x22\xdf")),
	/* invlpg (REG), with the exceptions of STORE_FAMILY */
	FAMILY(PVOP_mmu_flush_tlb_one_user, P,
	       CODE("\x0f\x01\x38"), CODE("\x0f\x01\x39"),
	       CODE("\x0f\x01\x3a"), CODE("\x0f\x01\x3b"),
	       CODE(""), CODE("\x0f\x01\x7d\x00"),
	       CODE("\x0f\x01\x3e"), CODE("\x0f\x01\x3f"),
	       CODE("\x41\x0f\x01\x38"), CODE("\x41\x0f\x01\x39"),
	       CODE("\x41\x0f\x01\x3a"), CODE("\x41\x0f\x01\x3b"),
	       CODE("\x41\x0f\x01\x3c\x24"), CODE("\x41\x0f\x01\x7d\x00"),
	       CODE("\x41\x0f\x01\x3e"), CODE("\x41\x0f\x01\x3f")),
	STORE_FAMILY(PVOP_mmu_set_pte),
	STORE_FAMILY(PVOP_mmu_set_pmd),
	STORE_FAMILY(PVOP_mmu_set_pud),
	STORE_FAMILY(PVOP_mmu_ptep_modify_prot_commit),
	/* movb $0, (REG), with the same */
	FAMILY(PVOP_lock_queued_spin_unlock, P,
	       CODE("\xc6\x00\x00"), CODE("\xc6\x01\x00"), CODE("\xc6\x02\x00"),
	       CODE("\xc6\x03\x00"), CODE(""), CODE("\xc6\x45\x00\x00"),
	       CODE("\xc6\x06\x00"), CODE("\xc6\x07\x00"),
	       CODE("\x41\xc6\x00\x00"), CODE("\x41\xc6\x01\x00"),
	       CODE("\x41\xc6\x02\x00"), CODE("\x41\xc6\x03\x00"),
	       CODE("\x41\xc6\x04\x24\x00"), CODE("\x41\xc6\x45\x00\x00"),
	       CODE("\x41\xc6\x06\x00"), CODE("\x41\xc6\x07\x00")),
	/* xorq REG, REG */
	FAMILY(PVOP_lock_vcpu_is_preempted, P,
	       CODE("\x48\x31\xc0"), CODE("\x48\x31\xc9"), CODE("\x48\x31\xd2"),
	       CODE("\x48\x31\xdb"), CODE(""), CODE("\x48\x31\xed"),
	       CODE("\x48\x31\xf6"), CODE("\x48\x31\xff"),
	       CODE("\x4d\x31\xc0"), CODE("\x4d\x31\xc9"), CODE("\x4d\x31\xd2"),
	       CODE("\x4d\x31\xdb"), CODE("\x4d\x31\xe4"), CODE("\x4d\x31\xed"),
	       CODE("\x4d\x31\xf6"), CODE("\x4d\x31\xff")),
};

static void test_native_rows(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(rows); i++)
		has_row(&rows[i]);
}

static void test_native_registers(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(families); i++)
		has_family(&families[i]);
}

static void test_native_nothing_else(void **state)
{
	(void)state;
	has_only(COUNT(rows), COUNT(families));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_native_rows),
		cmocka_unit_test(test_native_registers),
		cmocka_unit_test(test_native_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
