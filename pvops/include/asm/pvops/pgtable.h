/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's names for page-table entries: their values, and how they are stored.
 */
#ifndef PVOPS_PGTABLE_H
#define PVOPS_PGTABLE_H

#include <asm/pvops/pvops.h>

#define PVOPS_ENTRY(level)						\
static inline level##_t __##level(level##val_t val)			\
{									\
	return native_make_##level(pvops_mmu_make_##level(val));	\
}									\
									\
static inline level##val_t level##_val(level##_t entry)			\
{									\
	return pvops_mmu_##level##_val(native_##level##_val(entry));	\
}

PVOPS_ENTRY(pte)
PVOPS_ENTRY(pmd)
PVOPS_ENTRY(pud)
PVOPS_ENTRY(pgd)

/* One value, one translation. */
#define __HAVE_ARCH_PMD_SAME
static inline int pmd_same(pmd_t a, pmd_t b)
{
	return native_pmd_val(a) == native_pmd_val(b);
}

#define set_pte(ptep, pte)	pvops_mmu_set_pte(ptep, pte)
#define set_pte_atomic(ptep, pte) pvops_mmu_set_pte(ptep, pte)
#define set_pmd(pmdp, pmd)	pvops_mmu_set_pmd(pmdp, pmd)
#define set_pud(pudp, pud)	pvops_mmu_set_pud(pudp, pud)
#define set_p4d(p4dp, p4d)	pvops_mmu_set_p4d(p4dp, p4d)

static inline void pte_clear(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	set_pte(ptep, native_make_pte(0));
}

static inline void pmd_clear(pmd_t *pmdp)
{
	set_pmd(pmdp, native_make_pmd(0));
}

static inline void pud_clear(pud_t *pudp)
{
	set_pud(pudp, native_make_pud(0));
}

static inline void p4d_clear(p4d_t *p4dp)
{
	set_p4d(p4dp, native_make_p4d(0));
}

#if CONFIG_PGTABLE_LEVELS >= 5
PVOPS_ENTRY(p4d)

/* With four levels the top one is the folded fourth. */
#define set_pgd(pgdp, pgd)						\
do {									\
	pgd_t *pv_pgdp = (pgdp);					\
	pgd_t pv_pgd = (pgd);						\
									\
	if (pgtable_l5_enabled())					\
		pvops_mmu_set_pgd(pv_pgdp, pv_pgd);			\
	else								\
		set_p4d((p4d_t *)pv_pgdp, native_make_p4d(native_pgd_val(pv_pgd)));	\
} while (0)

#define pgd_clear(pgdp)							\
do {									\
	if (pgtable_l5_enabled())					\
		set_pgd(pgdp, native_make_pgd(0));			\
} while (0)
#endif

/*
 * mm/page_table_check.c, which counts the mappings of pages, is called here, where the
 * address space is known, and not by an implementation: inline code could not do so, and a
 * function that leaves the entry in its place until the new one comes would count it twice.
 * With such a function, too, the new entry replaces nothing: the old one is off the count.
 */
#define __HAVE_ARCH_PTEP_MODIFY_PROT_TRANSACTION
#define ptep_modify_prot_start(vma, addr, ptep)				\
({									\
	struct vm_area_struct *pv_vma = (vma);				\
	pte_t pv_old = pvops_mmu_ptep_modify_prot_start(pv_vma, addr, ptep); \
									\
	page_table_check_pte_clear(pv_vma->vm_mm, pv_old);		\
	pv_old;								\
})

#define ptep_modify_prot_commit(vma, addr, ptep, old, pte)		\
do {									\
	struct vm_area_struct *pv_vma = (vma);				\
	pte_t pv_none = native_make_pte(0), pv_new = (pte);		\
									\
	page_table_check_ptes_set(pv_vma->vm_mm, &pv_none, pv_new, 1);	\
	pvops_mmu_ptep_modify_prot_commit(pv_vma, addr, ptep, pv_new);	\
} while (0)

#endif
