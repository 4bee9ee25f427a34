// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables of bare metal: an entry is what memory holds, so entry values need no
 * translation and storing one is a move.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/alternative.h>
#include <asm/ibt.h>
#include <asm/linkage.h>
#include <asm/special_insns.h>
#include <asm/tlb.h>
#include "native.h"

/* Callee-save functions. */
DEFINE_ASM_FUNC(pvops_native_read_cr2, "mov %cr2, %rax", .noinstr.text);
DEFINE_ASM_FUNC(pvops_native_same, "mov %rdi, %rax", .noinstr.text);

/* Not every compiler inlines the headers' functions for %cr3, which is necessary here. */
DEFINE_ASM_FUNC(pvops_native_read_cr3, "mov %cr3, %rax", .noinstr.text);
DEFINE_ASM_FUNC(pvops_native_write_cr3, "mov %rdi, %cr3", .noinstr.text);

noinstr void pvops_native_write_cr2(unsigned long val)
{
	native_write_cr2(val);
}

int pvops_native_pgd_alloc(struct mm_struct *mm)
{
	return 0;
}

void pvops_native_tlb_remove_table(struct mmu_gather *tlb, void *table)
{
	tlb_remove_page(tlb, table);
}

void pvops_native_set_pte(pte_t *ptep, pte_t pte)
{
	native_set_pte(ptep, pte);
}

void pvops_native_set_pmd(pmd_t *pmdp, pmd_t pmd)
{
	native_set_pmd(pmdp, pmd);
}

void pvops_native_set_pud(pud_t *pudp, pud_t pud)
{
	native_set_pud(pudp, pud);
}

/* Page-table checks are made by the callers of these two (asm/pvops/pgtable.h). */
pte_t pvops_native_ptep_modify_prot_start(struct vm_area_struct *vma,
				     unsigned long addr, pte_t *ptep)
{
	return native_ptep_get_and_clear(ptep);
}

void pvops_native_ptep_modify_prot_commit(struct vm_area_struct *vma,
				     unsigned long addr, pte_t *ptep, pte_t pte)
{
	native_set_pte(ptep, pte);
}
