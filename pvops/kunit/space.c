// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of an address space, from its first table to its last: how a test gets one
 * (pvops/kunit/space.h), and what is announced on the way.
 */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/pgtable.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "space.h"

TESTS(mmu_tlb_remove_table);
TESTS(mmu_exit_mmap);
TESTS(mmu_enter_mmap);
TESTS(mmu_pgd_alloc);
TESTS(mmu_pgd_free);
TESTS(mmu_alloc_pte);
TESTS(mmu_alloc_pmd);
TESTS(mmu_alloc_pud);
TESTS(mmu_alloc_p4d);
TESTS(mmu_release_pte);
TESTS(mmu_release_pmd);
TESTS(mmu_release_pud);
TESTS(mmu_release_p4d);

/* --- from the first table to the last */

static struct space *space_new(struct kunit *test)
{
	struct space *space = kunit_kzalloc(test, sizeof(*space), GFP_KERNEL);
	struct mm_struct *mm;

	KUNIT_ASSERT_NOT_NULL(test, space);
	mm = mm_alloc();
	KUNIT_ASSERT_NOT_NULL(test, mm);	/* and the platform has not refused its table */
	CAUSED(mmu_pgd_alloc);
	mm->task_size = TASK_SIZE;
	arch_pick_mmap_layout(mm, &current->signal->rlim[RLIMIT_STACK]);
	space->mm = mm;
	return space;
}

static void space_end(struct space *space)
{
	mmput(space->mm);
	CAUSED(mmu_exit_mmap);
}

static void space_map(struct kunit *test, struct space *space)
{
	unsigned long at;

	at = vm_mmap(NULL, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	KUNIT_ASSERT_FALSE(test, IS_ERR_VALUE(at));
	space->at = (u32 __user *)at;
	space->other = alloc_page(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, space->other);
	*(u32 *)page_address(space->other) = 1;
	KUNIT_ASSERT_EQ(test, put_user(0, space->at), 0);
}

/**
 * pvops_test_space_begin - make an address space and run in it
 * @test: the test, which ends if there is no memory; its thread's end is the space's, then
 *
 * Context: a test's own thread; may sleep.
 */
struct space *pvops_test_space_begin(struct kunit *test)
{
	struct space *space = space_new(test);

	RUN(mmu_enter_mmap, space->mm);
	kthread_use_mm(space->mm);
	space_map(test, space);
	return space;
}

/**
 * pvops_test_space_leave - leave the address space, and end it
 * @test:  the test
 * @space: the space that its thread runs in
 *
 * Context: as pvops_test_space_begin().
 */
void pvops_test_space_leave(struct kunit *test, struct space *space)
{
	KUNIT_EXPECT_EQ(test, vm_munmap((unsigned long)space->at, PAGE_SIZE), 0);
	CAUSED(mmu_tlb_remove_table);
	kthread_unuse_mm(space->mm);
	__free_page(space->other);
	space_end(space);
}

/* It starts, has memory, and can be ended. */
static void pvops_test_life(struct kunit *test)
{
	struct space *space = pvops_test_space_begin(test);
	u32 seen = 1;

	KUNIT_EXPECT_EQ(test, get_user(seen, space->at), 0);
	KUNIT_EXPECT_EQ(test, seen, 0);
	KUNIT_EXPECT_EQ(test, put_user(7, space->at), 0);
	KUNIT_EXPECT_EQ(test, get_user(seen, space->at), 0);
	KUNIT_EXPECT_EQ(test, seen, 7);
	pvops_test_space_leave(test, space);
}

/* One that never runs, so that no CPU keeps its top-level table for a while. */
static void pvops_test_stillborn(struct kunit *test)
{
	space_end(space_new(test));
	CAUSED(mmu_pgd_free);
}

/* --- pages that become tables, and memory again */

/* An entry of a table, and a page for it to map. */
#define ANNOUNCE(test, mm, level, table, mapped)			\
do {									\
	level##_t *table_ = page_address(table), none_ = { };		\
	unsigned long value_ = page_to_phys(mapped) | _KERNPG_TABLE;	\
									\
	RUN(mmu_alloc_##level, mm, page_to_pfn(table));			\
	RUN(mmu_set_##level, &table_[300], __##level(value_));		\
	KUNIT_EXPECT_EQ_MSG(test, level##_val(READ_ONCE(table_[300])) & PTE_PFN_MASK, \
			    page_to_phys(mapped), #level);		\
	RUN(mmu_set_##level, &table_[300], none_);			\
	RUN(mmu_release_##level, page_to_pfn(table));			\
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(table_, 0, PAGE_SIZE), #level); \
	memset(table_, 0xff, PAGE_SIZE);				\
	memset(table_, 0, PAGE_SIZE);					\
} while (0)

static void announce_all(struct kunit *test, struct mm_struct *mm)
{
	/* Two pages: after a top-level table there may be a second one. */
	struct page *table = alloc_pages(GFP_KERNEL | __GFP_ZERO, 1);
	struct page *mapped = alloc_page(GFP_KERNEL | __GFP_ZERO);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_NOT_NULL(test, mapped);
	ANNOUNCE(test, mm, pte, table, mapped);
	ANNOUNCE(test, mm, pmd, table, mapped);
	ANNOUNCE(test, mm, pud, table, mapped);
	ANNOUNCE(test, mm, p4d, table, mapped);
	__free_pages(table, 1);
	__free_page(mapped);
}

static void pvops_test_tables_before_first_run(struct kunit *test)
{
	struct space *space = space_new(test);

	announce_all(test, space->mm);
	space_end(space);
}

static void pvops_test_tables_while_running(struct kunit *test)
{
	struct space *space = pvops_test_space_begin(test);

	announce_all(test, space->mm);
	pvops_test_space_leave(test, space);
}

static struct kunit_case space_cases[] = {
	KUNIT_CASE(pvops_test_life),
	KUNIT_CASE(pvops_test_stillborn),
	KUNIT_CASE(pvops_test_tables_before_first_run),
	KUNIT_CASE(pvops_test_tables_while_running),
	{ }
};

static struct kunit_suite space_suite = {
	.name = "pvops-space",
	.test_cases = space_cases,
};
kunit_test_suite(space_suite);
