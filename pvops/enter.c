// SPDX-License-Identifier: GPL-2.0-only
/*
 * A backend whose kernel is started at an entry of its own says so here, before any site
 * has run.  Every site is indirect in the file, so what is in the table is all that
 * decides what the first of them does.
 *
 * At that time no parameter is parsed, no alternative applied, and nothing is known of
 * the CPU.  So pvops_enter() prints and allocates nothing, and pvops/Kbuild keeps out of
 * this file what the compiler would add: it relies on things that are not set up.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <asm/x86_init.h>
#include "internal.h"

static const struct pvops_backend *entered __initdata;

/* The kernel's own callback, which sets up its page tables: it is called before ours. */
static void (*next_pagetable_init)(void) __initdata;

/**
 * pvops_overlay - replace operations of a table
 * @lower: the table
 * @upper: the operations that replace its own, where they are not NULL; may be NULL
 *
 * Context: any, as long as @lower may be written to.
 */
void __init pvops_overlay(struct pvops_table *lower, const struct pvops_table *upper)
{
	void *const *from = (void *const *)upper;
	void **slot = (void **)lower;
	unsigned int op;

	for (op = 0; upper && op < PVOPS_NR; op++)
		if (from[op])
			slot[op] = from[op];
}

/**
 * pvops_enter - from the next site on this kernel runs on @backend
 * @backend: the backend whose entry code calls this
 *
 * Its table is in force when this returns, and pvops_select() will select it.
 *
 * Context: boot CPU, in the entry code of a backend, once: after clear_bss(), with the
 * per-CPU base (GS) loaded, and before any site runs.  Interrupts are off.
 */
void __init pvops_enter(const struct pvops_backend *backend)
{
	pvops_overlay(&pvops_table, backend->table);
	entered = backend;
	pvops_force_properties(backend);
}

/**
 * pvops_entered - the backend that has called pvops_enter()
 *
 * Return: the backend, or NULL: the kernel was started at the usual entry.
 * Context: boot CPU, during boot.
 */
const struct pvops_backend *__init pvops_entered(void)
{
	return entered;
}

/*
 * After upstream's own: paging_init() makes the array of all struct pages, and the tables
 * that map it.  Before that there is no struct page for a function to look at, so what
 * builds these tables is still the first table's.
 */
static void __init pagetable_init(void)
{
	next_pagetable_init();
	pvops_overlay(&pvops_table, entered->paged_table);
}

/**
 * pvops_watch_paging - overlay a second table once page tables are the lasting ones
 *
 * Not called by pvops_enter(): the entry code of a backend may set the same callback
 * afterwards, and the last one is the kernel's.
 *
 * Context: boot CPU, in setup_arch(), before paging is initialised.
 */
void __init pvops_watch_paging(void)
{
	if (!entered || !entered->paged_table)
		return;
	next_pagetable_init = x86_init.paging.pagetable_init;
	x86_init.paging.pagetable_init = pagetable_init;
}
