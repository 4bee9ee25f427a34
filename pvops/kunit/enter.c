// SPDX-License-Identifier: GPL-2.0-only
/*
 * What follows from a backend that has entered, up to the table.  The backends are made up:
 * a kernel enters once, and long before its tests.  What is tested here is gone after
 * boot, and so is this suite.
 */
#include <linux/init.h>
#include <linux/string.h>
#include <asm/hypervisor.h>
#include "kunit.h"

static unsigned int asked __initdata;
static bool here __initdata;

static int __init detect(void)
{
	asked++;
	return here ? 50 : 0;
}

/* Neither is registered, so only what names them can select them. */
static const struct pvops_backend one __refconst = { .name = "kunit-one", .detect = detect };
static const struct pvops_backend other __refconst = { .name = "kunit-other", .detect = detect };

static void __init pvops_test_entered(struct kunit *test)
{
	here = false;
	asked = 0;
	KUNIT_EXPECT_PTR_EQ(test, pvops_select_from(&one, NULL), &one);
	KUNIT_EXPECT_PTR_EQ(test, pvops_select_from(&one, &one), &one);
	KUNIT_EXPECT_EQ(test, asked, 0);
}

/* The other one could run here, says its detect(); it cannot: the kernel has entered. */
static void __init pvops_test_entered_not_forced(struct kunit *test)
{
	here = true;
	asked = 0;
	KUNIT_EXPECT_PTR_EQ(test, pvops_select_from(&one, &other), &one);
	KUNIT_EXPECT_EQ(test, asked, 0);
}

static void __init pvops_test_entered_nopv(struct kunit *test)
{
	bool was = nopv;

	nopv = true;
	KUNIT_EXPECT_FALSE(test, one.required);
	KUNIT_EXPECT_PTR_EQ(test, pvops_select_from(&one, NULL), &one);
	nopv = was;
}

static void __init pvops_test_forced(struct kunit *test)
{
	here = true;
	KUNIT_EXPECT_PTR_EQ(test, pvops_select_from(NULL, &other), &other);
	here = false;
	KUNIT_EXPECT_PTR_NE(test, pvops_select_from(NULL, &other), &other);
}

/* One that is registered: this machine's own, unless the user has forced another. */
static void __init pvops_test_detected(struct kunit *test)
{
	const struct pvops_backend *found = pvops_select_from(NULL, NULL);
	const struct pvops_backend *const *entry;
	int score = found ? found->detect() : 0;

	if (!found)
		kunit_skip(test, "no backend can run here");
	KUNIT_EXPECT_GT(test, score, 0);
	for_each_pvops_backend(entry)
		if (*entry != found && !(nopv && !(*entry)->required))
			KUNIT_EXPECT_LT_MSG(test, (*entry)->detect(), score, "%s",
					    (*entry)->name);
}

/* This kernel's own: pvops_select() has the same answer as when it was asked. */
static void __init pvops_test_selected(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, pvops_select(), pvops_state.backend);
	if (pvops_entered())
		KUNIT_EXPECT_PTR_EQ(test, pvops_entered(), pvops_state.backend);
}

/* --- the table */

static struct pvops_table lower __initdata, upper __initdata;

/* Each operation has a pointer of its own in each table. */
static void __init fill(struct pvops_table *table, const char *of)
{
	void **slot = (void **)table;
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++)
		slot[op] = (void *)of + op;
}

static void __init pvops_test_overlay(struct kunit *test)
{
	static const char low[PVOPS_NR] __initconst, high[PVOPS_NR] __initconst;
	void **slot = (void **)&lower, **from = (void **)&upper;
	unsigned int op, left;

	for (left = 0; left < PVOPS_NR; left++) {
		fill(&lower, low);
		fill(&upper, high);
		from[left] = NULL;
		pvops_overlay(&lower, &upper);
		for (op = 0; op < PVOPS_NR; op++)
			KUNIT_EXPECT_PTR_EQ(test, slot[op],
					    (void *)(op == left ? low : high) + op);
	}
}

static void __init pvops_test_overlay_nothing(struct kunit *test)
{
	static struct pvops_table before __initdata;

	fill(&lower, (const char *)&lower);
	before = lower;
	pvops_overlay(&lower, NULL);
	KUNIT_EXPECT_MEMEQ(test, &lower, &before, sizeof(lower));
}

static struct kunit_case __refdata enter_cases[] = {
	KUNIT_CASE(pvops_test_entered),
	KUNIT_CASE(pvops_test_entered_not_forced),
	KUNIT_CASE(pvops_test_entered_nopv),
	KUNIT_CASE(pvops_test_forced),
	KUNIT_CASE(pvops_test_detected),
	KUNIT_CASE(pvops_test_selected),
	KUNIT_CASE(pvops_test_overlay),
	KUNIT_CASE(pvops_test_overlay_nothing),
	{ }
};

static struct kunit_suite enter_suite = {
	.name = "pvops-enter",
	.test_cases = enter_cases,
};
kunit_test_init_section_suite(enter_suite);
