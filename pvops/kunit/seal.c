// SPDX-License-Identifier: GPL-2.0-only
/*
 * What boot has decided cannot be changed any more.  KUnit runs before the kernel makes
 * its memory read-only, so one test of these is for a second run, when the kernel is up:
 * write anything to /sys/kernel/debug/kunit/pvops-seal/run.
 */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <asm/sections.h>
#include "../choice.h"
#include "kunit.h"

/* What is written during boot and never afterwards. */
static const struct {
	const char *name;
	void *at;
	size_t size;
} sealed[] = {
	{ "the table", &pvops_table, sizeof(pvops_table) },
	{ "what it is bound to", &pvops_bound, sizeof(pvops_bound) },
};

static void pvops_test_seal_drift(struct kunit *test)
{
	if (!pvops_state.backend)
		kunit_skip(test, "no backend, so nothing was bound");
	KUNIT_EXPECT_EQ(test, pvops_table_drift(), 0);
}

static void pvops_test_seal_place(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sealed); i++) {
		unsigned long first = (unsigned long)sealed[i].at;

		KUNIT_EXPECT_TRUE_MSG(test, is_kernel_ro_after_init(first), "%s",
				      sealed[i].name);
		KUNIT_EXPECT_TRUE_MSG(test, is_kernel_ro_after_init(first + sealed[i].size - 1),
				      "%s", sealed[i].name);
	}
}

/* With what is there already: where the write is not refused, it changes nothing. */
static long write_same(void *word)
{
	unsigned long value = READ_ONCE(*(unsigned long *)word);

	return copy_to_kernel_nofault(word, &value, sizeof(value));
}

static void pvops_test_seal_refuses(struct kunit *test)
{
	unsigned int i;
	size_t at;

	/* No skip: KUnit would never run this case again. */
	if (system_state < SYSTEM_RUNNING)
		return;
	if (!rodata_enabled)
		kunit_skip(test, "the user keeps memory writable (rodata=off)");
	for (i = 0; i < ARRAY_SIZE(sealed); i++)
		for (at = 0; at + sizeof(long) <= sealed[i].size; at += sizeof(long))
			KUNIT_EXPECT_EQ_MSG(test, write_same(sealed[i].at + at), -EFAULT,
					    "%s, byte %zu", sealed[i].name, at);
	kunit_info(test, "wrote to what is sealed\n");
}

/* The same write to memory that may be written to: else no refusal would mean anything. */
static void pvops_test_seal_allows(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, write_same(&pvops_state), 0);
}

static struct kunit_case seal_cases[] = {
	KUNIT_CASE(pvops_test_seal_drift),
	KUNIT_CASE(pvops_test_seal_place),
	KUNIT_CASE(pvops_test_seal_refuses),
	KUNIT_CASE(pvops_test_seal_allows),
	{ }
};

static struct kunit_suite seal_suite = {
	.name = "pvops-seal",
	.test_cases = seal_cases,
};
kunit_test_suite(seal_suite);
