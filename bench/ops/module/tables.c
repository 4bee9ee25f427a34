// SPDX-License-Identifier: GPL-2.0-only
/*
 * Storing page-table entries.  The last level is changed for real, from present to
 * none and back, as map and unmap do; an upper level leads to more than our page, so
 * it is rewritten with what it holds.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <asm/fixmap.h>
#include "bench.h"

#define PTE	pte_t *ptep = arena->ptep; pte_t pte = *ptep
#define UNMAP	native_make_pte(0)

BENCH_LOOP(pte_twice, PTE, set_pte(ptep, UNMAP); set_pte(ptep, pte), )
BENCH_LOOP(pmd_rewrite, pmd_t *pmdp = arena->pmdp; pmd_t pmd = *pmdp, set_pmd(pmdp, pmd), )
BENCH_LOOP(pud_rewrite, pud_t *pudp = arena->pudp; pud_t pud = *pudp, set_pud(pudp, pud), )
BENCH_LOOP(p4d_rewrite, p4d_t *p4dp = arena->p4dp; p4d_t p4d = *p4dp, set_p4d(p4dp, p4d), )
BENCH_LOOP(pgd_rewrite, pgd_t *pgdp = arena->pgdp; pgd_t pgd = *pgdp,
	   pvops_mmu_set_pgd(pgdp, pgd), )

BENCH_LOOP(protect, PTE; struct vm_area_struct *vma = arena->vma,
	   pte_t old = ptep_modify_prot_start(vma, arena->addr, ptep);
	   ptep_modify_prot_commit(vma, arena->addr, ptep, old, pte);
	   (void)old, )

BENCH_LOOP(lazy_mode, , arch_enter_lazy_mmu_mode(); arch_leave_lazy_mmu_mode(), )
BENCH_LOOP(lazy_flush, , arch_flush_lazy_mmu_mode(), )

/* What the lazy mode is for. */
BENCH_LOOP(lazy_batch, PTE,
	   arch_enter_lazy_mmu_mode();
	   set_pte(ptep, UNMAP); set_pte(ptep, pte);
	   set_pte(ptep, UNMAP); set_pte(ptep, pte);
	   arch_leave_lazy_mmu_mode(), )

/* These slots are for early boot, and free after it. */
BENCH_LOOP(fixmap, phys_addr_t phys = __pa(arena->page),
	   __set_fixmap(FIX_BTMAP_BEGIN, phys, PAGE_KERNEL),
	   __set_fixmap(FIX_BTMAP_BEGIN, 0, __pgprot(0)))

static const char *no_fifth_level(const struct bench_arena *arena)
{
	return pgtable_l5_enabled() ? NULL : "page tables have four levels here";
}

const struct bench_row bench_tables[] = {
	{ .ops = "mmu.set_pte+mmu.set_pte", .what = "unmap a page and map it", .run = pte_twice },
	{ .ops = "mmu.set_pmd", .what = "a live entry, its own value", .run = pmd_rewrite },
	{ .ops = "mmu.set_pud", .what = "a live entry, its own value", .run = pud_rewrite },
	{ .ops = "mmu.set_p4d", .what = "a live entry, its own value", .run = p4d_rewrite },
	{ .ops = "mmu.set_pgd", .what = "a live entry, its own value", .run = pgd_rewrite,
	  .refuse = no_fifth_level },
	{ .ops = "mmu.ptep_modify_prot_start+mmu.ptep_modify_prot_commit",
	  .what = "a live entry, its own value", .run = protect },
	{ .ops = "lazy.enter+lazy.leave", .what = "nothing in between", .run = lazy_mode },
	{ .ops = "lazy.enter+mmu.set_pte+mmu.set_pte+mmu.set_pte+mmu.set_pte+lazy.leave",
	  .what = "unmap and map twice", .run = lazy_batch },
	{ .ops = "lazy.flush", .what = "outside of lazy mode", .run = lazy_flush },
	{ .ops = "mmu.set_fixmap", .what = "a slot of early boot", .run = fixmap },
	{ },
};
