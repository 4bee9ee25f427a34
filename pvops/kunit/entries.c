// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table entries: values that the kernel computes with, what memory holds for them,
 * and storing into memory that no CPU walks as a table.
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include "kunit.h"

TESTS(mmu_notify_page_enc_status_changed);
TESTS(mmu_set_pte);
TESTS(mmu_set_pmd);
TESTS(mmu_set_pud);
TESTS(mmu_set_p4d);
TESTS(mmu_set_pgd);
TESTS(mmu_pte_val);
TESTS(mmu_make_pte);
TESTS(mmu_pgd_val);
TESTS(mmu_make_pgd);
TESTS(mmu_pmd_val);
TESTS(mmu_make_pmd);
TESTS(mmu_pud_val);
TESTS(mmu_make_pud);
TESTS(mmu_p4d_val);
TESTS(mmu_make_p4d);

/*
 * In the kernel's half of a top-level table, of which user space has no copy.  Such a
 * table may have a second one after it, so it gets two pages.
 */
#define ENTRY		300
#define TABLE_ORDER	1

struct page_pair {
	void *table;
	struct page *mapped;
};

static int pair_init(struct kunit *test)
{
	struct page_pair *pair = kunit_kzalloc(test, sizeof(*pair), GFP_KERNEL);

	if (!pair)
		return -ENOMEM;
	test->priv = pair;
	pair->table = (void *)__get_free_pages(GFP_KERNEL | __GFP_ZERO, TABLE_ORDER);
	pair->mapped = alloc_page(GFP_KERNEL);
	return pair->table && pair->mapped ? 0 : -ENOMEM;
}

static void pair_exit(struct kunit *test)
{
	struct page_pair *pair = test->priv;

	if (!pair)
		return;
	free_pages((unsigned long)pair->table, TABLE_ORDER);
	if (pair->mapped)
		__free_page(pair->mapped);
}

/* --- values: there and back */

/* Nothing, a swapped page, a present page that may do all and one that may do little. */
static void sample_values(const struct page_pair *pair, unsigned long *values)
{
	unsigned long frame = page_to_phys(pair->mapped);

	values[0] = 0;
	values[1] = 0x00ffff0000000a00;
	values[2] = frame | _PAGE_TABLE;
	values[3] = frame | _PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_NX;
}

#define SAMPLES	4

#define THERE_AND_BACK(test, level)					\
do {									\
	unsigned long values_[SAMPLES];					\
	unsigned int i_;						\
									\
	sample_values((test)->priv, values_);				\
	for (i_ = 0; i_ < SAMPLES; i_++)				\
		KUNIT_EXPECT_EQ_MSG(test,				\
			RUN(mmu_##level##_val, RUN(mmu_make_##level, values_[i_])), \
			values_[i_], #level);				\
} while (0)

static void pvops_test_values(struct kunit *test)
{
	THERE_AND_BACK(test, pte);
	THERE_AND_BACK(test, pmd);
	THERE_AND_BACK(test, pud);
	THERE_AND_BACK(test, p4d);
	THERE_AND_BACK(test, pgd);
}

/* An entry that is not present has no frame and is the same on all platforms. */
static void pvops_test_absent_values(struct kunit *test)
{
	unsigned long values[SAMPLES];

	sample_values(test->priv, values);
	KUNIT_EXPECT_EQ(test, RUN(mmu_make_pte, values[0]), 0);
	KUNIT_EXPECT_EQ(test, RUN(mmu_make_pte, values[1]), values[1]);
	if (IS_NATIVE(mmu_make_pte))
		KUNIT_EXPECT_EQ(test, RUN(mmu_make_pte, values[2]), values[2]);
}

/* --- storing */

/* Each sample is stored: memory then holds it, and no other entry has changed. */
#define STORE_EACH(test, level)						\
do {									\
	struct page_pair *pair_ = (test)->priv;				\
	level##_t *table_ = pair_->table, none_ = { };			\
	unsigned long values_[SAMPLES];					\
	unsigned int i_;						\
									\
	sample_values(pair_, values_);					\
	for (i_ = 0; i_ < SAMPLES; i_++) {				\
		RUN(mmu_set_##level, &table_[ENTRY], __##level(values_[i_])); \
		KUNIT_EXPECT_EQ_MSG(test, level##_val(READ_ONCE(table_[ENTRY])), \
				    values_[i_], #level);		\
	}								\
	RUN(mmu_set_##level, &table_[ENTRY], none_);			\
	KUNIT_EXPECT_NULL_MSG(test, memchr_inv(table_, 0, PAGE_SIZE << TABLE_ORDER), \
			      #level);					\
} while (0)

static void pvops_test_set_pte(struct kunit *test)
{
	STORE_EACH(test, pte);
}

static void pvops_test_set_pmd(struct kunit *test)
{
	STORE_EACH(test, pmd);
}

static void pvops_test_set_pud(struct kunit *test)
{
	STORE_EACH(test, pud);
}

static void pvops_test_set_p4d(struct kunit *test)
{
	STORE_EACH(test, p4d);
}

static void pvops_test_set_pgd(struct kunit *test)
{
	STORE_EACH(test, pgd);
}

/* --- changing the protection of an entry */

static void pvops_test_modify(struct kunit *test)
{
	struct page_pair *pair = test->priv;
	pte_t *ptep = (pte_t *)pair->table + ENTRY, entry, taken;

	entry = pfn_pte(page_to_pfn(pair->mapped), PAGE_KERNEL);
	RUN(mmu_set_pte, ptep, entry);
	taken = RUN(mmu_ptep_modify_prot_start, NULL, 0, ptep);
	KUNIT_EXPECT_EQ(test, pte_val(taken), pte_val(entry));
	RUN(mmu_ptep_modify_prot_commit, NULL, 0, ptep, pte_wrprotect(taken));
	KUNIT_EXPECT_EQ(test, pte_val(READ_ONCE(*ptep)), pte_val(pte_wrprotect(entry)));
}

/* --- pages that change hands between the guest and its host */

static void pvops_test_enc_status(struct kunit *test)
{
	static const char text[] = "still here";
	struct page_pair *pair = test->priv;
	char *memory = page_address(pair->mapped);

	strscpy(memory, text, PAGE_SIZE);
	/* Memory is private from the start, where a guest has private memory. */
	RUN(mmu_notify_page_enc_status_changed, page_to_pfn(pair->mapped), 1, true);
	KUNIT_EXPECT_STREQ(test, memory, text);
}

static struct kunit_case entry_cases[] = {
	KUNIT_CASE(pvops_test_values),
	KUNIT_CASE(pvops_test_absent_values),
	KUNIT_CASE(pvops_test_set_pte),
	KUNIT_CASE(pvops_test_set_pmd),
	KUNIT_CASE(pvops_test_set_pud),
	KUNIT_CASE(pvops_test_set_p4d),
	KUNIT_CASE(pvops_test_set_pgd),
	KUNIT_CASE(pvops_test_modify),
	KUNIT_CASE(pvops_test_enc_status),
	{ }
};

static struct kunit_suite entry_suite = {
	.name = "pvops-entries",
	.init = pair_init,
	.exit = pair_exit,
	.test_cases = entry_cases,
};
kunit_test_suite(entry_suite);
