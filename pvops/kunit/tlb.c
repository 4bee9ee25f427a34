// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translations that this CPU holds: a mapping of the kernel's changes its page, and after
 * a flush the CPU sees the new one.  Also the registers of the walk, batched updates and
 * fixed slots, which are such mappings, too.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/vmalloc.h>
#include <asm/fixmap.h>
#include <asm/set_memory.h>
#include <asm/tlbflush.h>
#include "kunit.h"

TESTS(mmu_flush_tlb_user);
TESTS(mmu_flush_tlb_kernel);
TESTS(mmu_flush_tlb_one_user);
TESTS(mmu_read_cr2);
TESTS(mmu_write_cr2);
TESTS(mmu_read_cr3);
TESTS(mmu_write_cr3);
TESTS(mmu_set_fixmap);
TESTS(lazy_enter);
TESTS(lazy_leave);
TESTS(lazy_flush);

/* One virtual page and the two pages that it shows by turns: page i holds the number i. */
struct window {
	struct page *page[2];
	pte_t entry[2];
	pte_t *ptep;
	u32 *at;
};

static void window_free(void *arg)
{
	struct window *window = arg;
	int i;

	if (window->at)
		vunmap(window->at);
	for (i = 0; i < 2; i++)
		if (window->page[i])
			__free_page(window->page[i]);
}

static struct window *window_new(struct kunit *test, pgprot_t prot)
{
	struct window *window = kunit_kzalloc(test, sizeof(*window), GFP_KERNEL);
	unsigned int level;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, window);
	kunit_add_action(test, window_free, window);
	for (i = 0; i < 2; i++) {
		window->page[i] = alloc_page(GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, window->page[i]);
		*(u32 *)page_address(window->page[i]) = i;
	}
	window->at = vmap(window->page, 1, VM_MAP, prot);
	KUNIT_ASSERT_NOT_NULL(test, window->at);
	window->ptep = lookup_address((unsigned long)window->at, &level);
	KUNIT_ASSERT_NOT_NULL(test, window->ptep);
	KUNIT_ASSERT_EQ(test, level, PG_LEVEL_4K);
	window->entry[0] = READ_ONCE(*window->ptep);
	window->entry[1] = pfn_pte(page_to_pfn(window->page[1]), pte_pgprot(window->entry[0]));
	return window;
}

static void show(struct window *window, int i)
{
	RUN(mmu_set_pte, window->ptep, window->entry[i]);
}

/* --- flushing */

static void flush_user(struct window *window)
{
	RUN(mmu_flush_tlb_user);
}

static void flush_kernel(struct window *window)
{
	RUN(mmu_flush_tlb_kernel);
}

static void flush_one(struct window *window)
{
	RUN(mmu_flush_tlb_one_user, (unsigned long)window->at);
}

/* A base that is written flushes what is not global, even if it is the same. */
static void flush_base(struct window *window)
{
	RUN(mmu_write_cr3, RUN(mmu_read_cr3));
}

#define TURNS	8

/* How often the CPU saw the wrong page. */
static unsigned int turns(struct window *window, void (*flush)(struct window *))
{
	unsigned int turn, wrong = 0;
	unsigned long flags;

	local_irq_save(flags);
	for (turn = 1; turn <= TURNS; turn++) {
		READ_ONCE(*window->at);		/* now this CPU has a translation */
		show(window, turn % 2);
		flush(window);
		wrong += READ_ONCE(*window->at) != turn % 2;
	}
	local_irq_restore(flags);
	return wrong;
}

static pgprot_t not_global(void)
{
	return __pgprot(pgprot_val(PAGE_KERNEL) & ~_PAGE_GLOBAL);
}

static void pvops_test_flush_user(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, turns(window_new(test, not_global()), flush_user), 0);
}

static void pvops_test_flush_kernel(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, turns(window_new(test, PAGE_KERNEL), flush_kernel), 0);
}

static void pvops_test_flush_one(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, turns(window_new(test, not_global()), flush_one), 0);
}

static void pvops_test_flush_base(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, turns(window_new(test, not_global()), flush_base), 0);
}

/* --- the registers of the walk */

static void pvops_test_cr2(struct kunit *test)
{
	const unsigned long address[] = { 0x12345678, PAGE_OFFSET + 0x1000, 0 };
	unsigned long flags, now[ARRAY_SIZE(address)];
	unsigned int i;

	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(address); i++) {
		RUN(mmu_write_cr2, address[i]);
		now[i] = RUN(mmu_read_cr2);
	}
	local_irq_restore(flags);

	for (i = 0; i < ARRAY_SIZE(address); i++)
		KUNIT_EXPECT_EQ(test, now[i], address[i]);
}

static void pvops_test_cr3(struct kunit *test)
{
	unsigned long flags, before, after, table;

	local_irq_save(flags);
	table = __pa(this_cpu_read(cpu_tlbstate.loaded_mm)->pgd);
	before = RUN(mmu_read_cr3);
	RUN(mmu_write_cr3, before);
	after = RUN(mmu_read_cr3);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, before & CR3_ADDR_MASK, table);
	KUNIT_EXPECT_EQ(test, after, before);
}

/* --- batched updates: done at a flush and at the end, whatever has been put off */

static bool shows(const struct window *window, int i)
{
	return pte_pfn(READ_ONCE(*window->ptep)) == page_to_pfn(window->page[i]);
}

static void pvops_test_lazy(struct kunit *test)
{
	struct window *window = window_new(test, PAGE_KERNEL);
	bool after_flush, flushed_again, after_leave;

	preempt_disable();
	RUN(lazy_enter);
	show(window, 1);
	RUN(lazy_flush);
	after_flush = shows(window, 1);
	show(window, 0);
	RUN(lazy_flush);
	flushed_again = shows(window, 0);
	show(window, 1);
	RUN(lazy_leave);
	after_leave = shows(window, 1);
	RUN(lazy_flush);	/* no batch is open: nothing to do */
	show(window, 0);
	preempt_enable();

	KUNIT_EXPECT_TRUE(test, after_flush);
	KUNIT_EXPECT_TRUE(test, flushed_again);
	KUNIT_EXPECT_TRUE(test, after_leave);
	KUNIT_EXPECT_TRUE(test, shows(window, 0));
}

/* A batch is closed while another task runs, and open again when this one comes back. */
static void pvops_test_lazy_switch(struct kunit *test)
{
	struct window *window = window_new(test, PAGE_KERNEL);
	unsigned long flags;
	bool at_switch, after_flush;

	local_irq_save(flags);
	RUN(lazy_enter);
	show(window, 1);
	RUN(cpu_start_context_switch, current);
	at_switch = shows(window, 1);
	RUN(cpu_end_context_switch, current);
	show(window, 0);
	RUN(lazy_flush);
	after_flush = shows(window, 0);
	RUN(lazy_leave);
	local_irq_restore(flags);

	KUNIT_EXPECT_TRUE(test, at_switch);
	KUNIT_EXPECT_TRUE(test, after_flush);
}

/* --- fixed slots: one of those that only the boot uses, for memory of the kernel's own */

#define SLOT	FIX_BTMAP_END

static bool slot_is_empty(void)
{
	unsigned int level;
	pte_t *ptep = lookup_address(fix_to_virt(SLOT), &level);

	return ptep && level == PG_LEVEL_4K && pte_none(READ_ONCE(*ptep));
}

static void pvops_test_fixmap(struct kunit *test)
{
	u32 *memory = (void *)get_zeroed_page(GFP_KERNEL);
	u32 *at = (void *)fix_to_virt(SLOT);
	bool empty, empty_again = false;
	u32 seen = 0;

	KUNIT_ASSERT_NOT_NULL(test, memory);
	preempt_disable();		/* only this CPU's translation is flushed */
	empty = slot_is_empty();
	if (empty) {
		memory[0] = 1;
		RUN(mmu_set_fixmap, SLOT, __pa(memory), PAGE_KERNEL);
		seen = READ_ONCE(at[0]);
		WRITE_ONCE(at[1], 2);
		RUN(mmu_set_fixmap, SLOT, 0, FIXMAP_PAGE_CLEAR);
		empty_again = slot_is_empty();
	}
	preempt_enable();

	KUNIT_EXPECT_EQ(test, memory[1], empty ? 2 : 0);
	free_page((unsigned long)memory);
	if (!empty)
		SKIP(test, mmu_set_fixmap, "a slot of the boot's is still in use");
	KUNIT_EXPECT_EQ(test, seen, 1);
	KUNIT_EXPECT_TRUE(test, empty_again);
}

static struct kunit_case tlb_cases[] = {
	KUNIT_CASE(pvops_test_flush_user),
	KUNIT_CASE(pvops_test_flush_kernel),
	KUNIT_CASE(pvops_test_flush_one),
	KUNIT_CASE(pvops_test_flush_base),
	KUNIT_CASE(pvops_test_cr2),
	KUNIT_CASE(pvops_test_cr3),
	KUNIT_CASE(pvops_test_lazy),
	KUNIT_CASE(pvops_test_lazy_switch),
	KUNIT_CASE(pvops_test_fixmap),
	{ }
};

static struct kunit_suite tlb_suite = {
	.name = "pvops-tlb",
	.test_cases = tlb_cases,
};
kunit_test_suite(tlb_suite);
