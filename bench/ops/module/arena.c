// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the rows work on.  A page-table entry has to be one of a real page table: a
 * hypervisor that owns the tables refuses to update anything else.  So there is one
 * page of vmalloc space whose entries may be rewritten because no code uses what they
 * map, and an address space for the hooks of its life.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <asm/segment.h>
#include "bench.h"

/* init_mm is not for modules; the kernel's half is the same in every top level. */
static int find_entries(struct bench_arena *arena)
{
	unsigned int level;

	arena->ptep = lookup_address(arena->addr, &level);
	if (!arena->ptep || level != PG_LEVEL_4K)
		return -ENXIO;
	arena->pgdp = pgd_offset_pgd(current->active_mm->pgd, arena->addr);
	arena->p4dp = p4d_offset(arena->pgdp, arena->addr);
	arena->pudp = pud_offset(arena->p4dp, arena->addr);
	arena->pmdp = pmd_offset(arena->pudp, arena->addr);
	return 0;
}

/* Enough of one for the hooks: they look at its top level, its lock and its CPUs. */
static struct mm_struct *new_mm(void)
{
	struct mm_struct *mm = kzalloc(sizeof(*mm) + cpumask_size(), GFP_KERNEL);

	if (!mm)
		return NULL;
	spin_lock_init(&mm->page_table_lock);
	mm->pgd = (pgd_t *)get_zeroed_page(GFP_KERNEL);
	if (mm->pgd)
		return mm;
	kfree(mm);
	return NULL;
}

static void free_mm(struct mm_struct *mm)
{
	if (!mm)
		return;
	set_page_private(virt_to_page(mm->pgd), 0);
	free_page((unsigned long)mm->pgd);
	kfree(mm);
}

static bool kernel_is_privileged(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r" (cs));
	return !(cs & SEGMENT_RPL_MASK);
}

static int allocate(struct bench_arena *arena)
{
	arena->page = (void *)get_zeroed_page(GFP_KERNEL);
	arena->ldt = (void *)get_zeroed_page(GFP_KERNEL);
	arena->table = alloc_page(GFP_KERNEL | __GFP_ZERO);
	arena->addr = (unsigned long)vzalloc(PAGE_SIZE);
	arena->mm = new_mm();
	arena->vma = kzalloc(sizeof(*arena->vma), GFP_KERNEL);
	if (!arena->page || !arena->ldt || !arena->table || !arena->addr ||
	    !arena->mm || !arena->vma)
		return -ENOMEM;
	arena->vma->vm_mm = arena->mm;
	return 0;
}

/**
 * bench_arena_open - make what the rows work on
 * @arena: it
 *
 * Return: 0, or a negative error and then there is nothing to close.
 * Context: process context of a user process.
 */
int bench_arena_open(struct bench_arena *arena)
{
	int err = allocate(arena);

	if (!err)
		err = find_entries(arena);
	if (err)
		bench_arena_close(arena);
	arena->privileged = kernel_is_privileged();
	return err;
}

/**
 * bench_arena_close - free all of it
 * @arena: it, complete or not
 */
void bench_arena_close(struct bench_arena *arena)
{
	kfree(arena->vma);
	free_mm(arena->mm);
	vfree((void *)arena->addr);
	if (arena->table)
		__free_page(arena->table);
	free_page((unsigned long)arena->ldt);
	free_page((unsigned long)arena->page);
}
