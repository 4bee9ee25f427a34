// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of an address space and of its tables, on one that is empty and never
 * runs.  A table joins an address space that is in use already: that is where a
 * hypervisor which owns the page tables has work to do.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include "bench.h"

/* The hook leaves its own notes in the top level's page, as in a fresh one. */
#define FRESH		set_page_private(virt_to_page(mm->pgd), 0)
#define MM		struct mm_struct *mm = arena->mm
#define BORN		FRESH; if (paravirt_pgd_alloc(mm)) return
#define DEAD		paravirt_pgd_free(mm, mm->pgd)
#define LIVE_AND_PFN						\
	MM; unsigned long pfn = page_to_pfn(arena->table);	\
	BORN; paravirt_enter_mmap(mm)
#define EXIT		paravirt_arch_exit_mmap(mm); DEAD

BENCH_LOOP(pgd_life, MM, FRESH; (void)paravirt_pgd_alloc(mm); DEAD, )
BENCH_LOOP(pgd_fresh, MM, FRESH; BENCH_NOTHING, )
BENCH_LOOP(mm_life, MM; BORN, paravirt_enter_mmap(mm); paravirt_arch_exit_mmap(mm), DEAD)
BENCH_LOOP(pte_life, LIVE_AND_PFN,
	   paravirt_alloc_pte(mm, pfn); paravirt_release_pte(pfn), EXIT)
BENCH_LOOP(pmd_life, LIVE_AND_PFN,
	   paravirt_alloc_pmd(mm, pfn); paravirt_release_pmd(pfn), EXIT)
BENCH_LOOP(pud_life, LIVE_AND_PFN,
	   paravirt_alloc_pud(mm, pfn); paravirt_release_pud(pfn), EXIT)
BENCH_LOOP(p4d_life, LIVE_AND_PFN,
	   paravirt_alloc_p4d(mm, pfn); paravirt_release_p4d(pfn), EXIT)

/* Encrypted to encrypted: that is true, so the host may be told. */
BENCH_LOOP(encryption, unsigned long pfn = page_to_pfn(arena->table),
	   notify_page_enc_status_changed(pfn, 1, true), )

const struct bench_row bench_space[] = {
	{ .ops = "mmu.pgd_alloc+mmu.pgd_free", .what = "", .run = pgd_life,
	  .empty = pgd_fresh, .context = BENCH_SLEEPS },
	{ .ops = "mmu.enter_mmap+mmu.exit_mmap", .what = "an empty address space",
	  .run = mm_life, .context = BENCH_SLEEPS },
	{ .ops = "mmu.alloc_pte+mmu.release_pte", .what = "an empty table",
	  .run = pte_life, .context = BENCH_SLEEPS },
	{ .ops = "mmu.alloc_pmd+mmu.release_pmd", .what = "an empty table",
	  .run = pmd_life, .context = BENCH_SLEEPS },
	{ .ops = "mmu.alloc_pud+mmu.release_pud", .what = "an empty table",
	  .run = pud_life, .context = BENCH_SLEEPS },
	{ .ops = "mmu.alloc_p4d+mmu.release_p4d", .what = "an empty table",
	  .run = p4d_life, .context = BENCH_SLEEPS },
	{ .ops = "mmu.notify_page_enc_status_changed", .what = "a page that stays as it is",
	  .run = encryption },
	{ },
};
