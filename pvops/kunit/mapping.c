// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mapping of user memory changes its protection and its page: a write faults and then
 * succeeds, and every CPU that has the old translation sees the new page after a flush.
 */
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <asm/cpufeature.h>
#include <asm/tlbflush.h>
#include "space.h"

TESTS(mmu_flush_tlb_done);
TESTS(mmu_flush_tlb_multi);
TESTS(mmu_ptep_modify_prot_start);
TESTS(mmu_ptep_modify_prot_commit);

/* The memory behind the mapping, without a fault that would repair it. */
static u32 look(const struct space *space)
{
	u32 seen = U32_MAX;

	pagefault_disable();
	if (__get_user(seen, space->at))
		seen = U32_MAX;
	pagefault_enable();
	return seen;
}

/* Flush on every CPU that may hold a translation, as the kernel does it. */
static void flush_all(const struct space *space)
{
	unsigned long at = (unsigned long)space->at;

	flush_tlb_mm_range(space->mm, at, at + PAGE_SIZE, PAGE_SHIFT, false);
}

static pte_t *lock_entry(const struct space *space, spinlock_t **lock)
{
	return __get_locked_pte(space->mm, (unsigned long)space->at, lock);
}

/* Sparse checks the balance of locks, and has not seen that these were taken. */
static void unlock(pte_t *ptep, spinlock_t *lock)
{
	__acquire(lock);
	__acquire(RCU);
	pte_unmap_unlock(ptep, lock);
}

/* The entry before and after it has lost the right to write; false if there is none. */
static bool protect(const struct space *space, pte_t *before, pte_t *after)
{
	unsigned long at = (unsigned long)space->at;
	spinlock_t *lock;
	pte_t *ptep = lock_entry(space, &lock);

	if (!ptep)
		return false;
	*before = RUN(mmu_ptep_modify_prot_start, NULL, at, ptep);
	RUN(mmu_ptep_modify_prot_commit, NULL, at, ptep, pte_wrprotect(*before));
	*after = READ_ONCE(*ptep);
	unlock(ptep, lock);
	flush_all(space);
	return true;
}

/* In between, a write faults and then succeeds; nothing is lost. */
static void pvops_test_protection(struct kunit *test)
{
	struct space *space = pvops_test_space_begin(test);
	pte_t before, after;
	u32 seen;

	KUNIT_ASSERT_EQ(test, put_user(3, space->at), 0);
	KUNIT_ASSERT_TRUE(test, protect(space, &before, &after));
	KUNIT_EXPECT_TRUE(test, pte_present(before) && pte_write(before));
	KUNIT_EXPECT_TRUE(test, pte_present(after) && !pte_write(after));
	KUNIT_EXPECT_EQ(test, pte_pfn(after), pte_pfn(before));
	KUNIT_EXPECT_EQ(test, look(space), 3);
	KUNIT_EXPECT_EQ(test, put_user(4, space->at), 0);
	KUNIT_EXPECT_EQ(test, get_user(seen, space->at), 0);
	KUNIT_EXPECT_EQ(test, seen, 4);
	pvops_test_space_leave(test, space);
}

/* The entry loses all rights, by the kernel's own names for it. */
static bool forbid(const struct space *space)
{
	unsigned long at = (unsigned long)space->at;
	struct vm_area_struct *vma;
	pte_t *ptep = NULL, old;
	spinlock_t *lock;

	mmap_read_lock(space->mm);
	vma = vma_lookup(space->mm, at);
	if (vma)
		ptep = lock_entry(space, &lock);
	if (ptep) {
		old = ptep_modify_prot_start(vma, at, ptep);
		ptep_modify_prot_commit(vma, at, ptep, old, pte_modify(old, PAGE_NONE));
		unlock(ptep, lock);
	}
	mmap_read_unlock(space->mm);
	flush_all(space);
	return ptep;
}

/* Its page is then given back: the kernel's count (page_table_check=on) finds no mapping. */
static void pvops_test_no_access(struct kunit *test)
{
	struct space *space = pvops_test_space_begin(test);

	KUNIT_ASSERT_EQ(test, put_user(3, space->at), 0);
	KUNIT_EXPECT_EQ(test, look(space), 3);
	KUNIT_ASSERT_TRUE(test, forbid(space));
	KUNIT_EXPECT_EQ(test, look(space), U32_MAX);
	pvops_test_space_leave(test, space);
}

/* The same entry for the other page. */
static pte_t other_page(const struct space *space, pte_t entry)
{
	return pfn_pte(page_to_pfn(space->other), pte_pgprot(entry));
}

struct views {
	u32 at_first, changed, back;
};

static void views_are_right(struct kunit *test, const struct views *views)
{
	KUNIT_EXPECT_EQ(test, views->at_first, 0);
	KUNIT_EXPECT_EQ(test, views->changed, 1);
	KUNIT_EXPECT_EQ(test, views->back, 0);
}

/* A user address may be flushed late, but not later than this. */
static void flush_here(unsigned long at)
{
	unsigned long flags;

	local_irq_save(flags);
	RUN(mmu_flush_tlb_one_user, at);
	RUN(mmu_flush_tlb_done);
	local_irq_restore(flags);
}

/* Only this CPU sees the changed entry; the old one is back before its lock is free. */
static bool change_here(const struct space *space, struct views *views)
{
	unsigned long at = (unsigned long)space->at;
	spinlock_t *lock;
	pte_t *ptep = lock_entry(space, &lock), entry;

	if (!ptep)
		return false;
	entry = READ_ONCE(*ptep);
	views->at_first = look(space);
	RUN(mmu_set_pte, ptep, other_page(space, entry));
	flush_here(at);
	views->changed = look(space);
	RUN(mmu_set_pte, ptep, entry);
	flush_here(at);
	views->back = look(space);
	unlock(ptep, lock);
	return true;
}

static void pvops_test_flush_one_user(struct kunit *test)
{
	struct views views = { };
	struct space *space;

	if (cpu_feature_enabled(X86_FEATURE_PTI))
		SKIP(test, mmu_flush_tlb_done, "user mode has a table of its own");
	space = pvops_test_space_begin(test);
	KUNIT_ASSERT_TRUE(test, change_here(space, &views));
	views_are_right(test, &views);
	pvops_test_space_leave(test, space);
}

/* --- another CPU runs in the space, too */

struct watcher {
	const struct space *space;
	int asked, answered;	/* numbers of questions */
	u32 seen;
};

/* Looks all the time, so that its CPU has a translation, and says what it sees if asked. */
static int watch(void *arg)
{
	struct watcher *watcher = arg;
	int asked;

	kthread_use_mm(watcher->space->mm);
	while (!kthread_should_stop()) {
		/* Pairs with ask(): what it wrote before is in place. */
		asked = smp_load_acquire(&watcher->asked);
		watcher->seen = look(watcher->space);
		/* Pairs with pvops_test_await(): the answer comes with what was seen. */
		smp_store_release(&watcher->answered, asked);
		cond_resched();
		cpu_relax();
	}
	kthread_unuse_mm(watcher->space->mm);
	return 0;
}

static u32 ask(struct watcher *watcher)
{
	int question = watcher->asked + 1;

	/* Pairs with watch(). */
	smp_store_release(&watcher->asked, question);
	return pvops_test_await(&watcher->answered, question) ? watcher->seen : U32_MAX;
}

/* Exchange the entry, then tell the other CPU. */
static bool change_there(const struct space *space, pte_t *entry)
{
	spinlock_t *lock;
	pte_t *ptep = lock_entry(space, &lock), old;

	if (!ptep)
		return false;
	old = READ_ONCE(*ptep);
	RUN(mmu_set_pte, ptep, pte_none(*entry) ? other_page(space, old) : *entry);
	*entry = old;
	unlock(ptep, lock);
	flush_all(space);
	return true;
}

static struct watcher *watcher_new(struct kunit *test, const struct space *space)
{
	struct watcher *watcher = kunit_kzalloc(test, sizeof(*watcher), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, watcher);
	watcher->space = space;
	return watcher;
}

static void pvops_test_flush_multi(struct kunit *test)
{
	int other = pvops_test_stay();
	struct task_struct *thread;
	struct watcher *watcher;
	struct views views;
	struct space *space;
	pte_t entry = { };

	if (other < 0)
		SKIP(test, mmu_flush_tlb_multi, "there is one CPU");
	space = pvops_test_space_begin(test);
	watcher = watcher_new(test, space);
	thread = pvops_test_thread(test, watch, watcher, other);
	KUNIT_ASSERT_NOT_NULL(test, thread);

	views.at_first = ask(watcher);
	KUNIT_EXPECT_TRUE(test, cpumask_test_cpu(other, mm_cpumask(space->mm)));
	KUNIT_EXPECT_TRUE(test, change_there(space, &entry));
	CAUSED(mmu_flush_tlb_multi);
	views.changed = ask(watcher);
	KUNIT_EXPECT_TRUE(test, change_there(space, &entry));
	views.back = ask(watcher);
	kunit_release_action(test, pvops_test_stop, thread);
	views_are_right(test, &views);
	pvops_test_space_leave(test, space);
}

static struct kunit_case mapping_cases[] = {
	KUNIT_CASE(pvops_test_protection),
	KUNIT_CASE(pvops_test_no_access),
	KUNIT_CASE(pvops_test_flush_one_user),
	KUNIT_CASE(pvops_test_flush_multi),
	{ }
};

static struct kunit_suite mapping_suite = {
	.name = "pvops-mapping",
	.test_cases = mapping_cases,
};
kunit_test_suite(mapping_suite);
