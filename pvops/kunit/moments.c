// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU is prepared by each feature in order, and by none of them if one refuses it.  The
 * features are made up, and write down what they are told.  One of them is told about a
 * CPU that really goes and comes back.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "../lifecycle.h"
#include "kunit.h"

/* Calls, a letter each: a to c prepare, A to C undo that. */
static char calls[16];
static unsigned int nr_calls;
/* The letter that refuses, and the CPU that all are about. */
static char refuses;
static unsigned int cpu_told;

static int told(char letter, unsigned int cpu)
{
	if (nr_calls < sizeof(calls) - 1)
		calls[nr_calls++] = letter;
	cpu_told = cpu;
	return letter == refuses ? -ENOMEM : 0;
}

#define FEATURE(letter, capital)					\
static int prepare_##letter(unsigned int cpu)				\
{									\
	return told(#letter[0], cpu);					\
}									\
static void dead_##letter(unsigned int cpu)				\
{									\
	told(#capital[0], cpu);						\
}									\
static const struct pvops_feature feature_##letter = {			\
	.name = "kunit-" #letter,					\
	.cpu_prepare = prepare_##letter,				\
	.cpu_dead = dead_##letter,					\
}

FEATURE(a, A);
FEATURE(b, B);
FEATURE(c, C);

/* The least that a feature can have, and one half of the two callbacks. */
static const struct pvops_feature bare = { .name = "kunit-bare" };
static const struct pvops_feature only_dead = { .name = "kunit-dead", .cpu_dead = dead_c };
static const struct pvops_feature only_prepare = {
	.name = "kunit-prepare", .cpu_prepare = prepare_c
};

static const struct pvops_feature *const three[] = {
	&feature_a, &bare, &feature_b, &feature_c, NULL
};

static const struct pvops_feature *const halves[] = {
	&feature_a, &only_dead, &only_prepare, &feature_b, NULL
};

static const struct pvops_feature *const none[] = { NULL };

#define CPU	77	/* nothing asks whether there is one */

static int begin(struct kunit *test)
{
	memset(calls, 0, sizeof(calls));
	nr_calls = 0;
	refuses = 0;
	cpu_told = 0;
	return 0;
}

static void pvops_test_prepare_order(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(three, CPU), 0);
	KUNIT_EXPECT_STREQ(test, calls, "abc");
	KUNIT_EXPECT_EQ(test, cpu_told, CPU);
}

static void pvops_test_dead_order(struct kunit *test)
{
	pvops_cpu_dead(three, CPU);
	KUNIT_EXPECT_STREQ(test, calls, "CBA");
	KUNIT_EXPECT_EQ(test, cpu_told, CPU);
}

/* The one that refuses has prepared nothing, and those behind it have not been asked. */
static void pvops_test_prepare_refused(struct kunit *test)
{
	static const char *const want[] = { "a", "abA", "abcBA" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(want); i++) {
		begin(test);
		refuses = 'a' + i;
		KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(three, CPU), -ENOMEM);
		KUNIT_EXPECT_STREQ(test, calls, want[i]);
		KUNIT_EXPECT_EQ(test, cpu_told, CPU);
	}
}

static void pvops_test_prepare_again(struct kunit *test)
{
	refuses = 'b';
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(three, CPU), -ENOMEM);
	refuses = 0;
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(three, CPU), 0);
	KUNIT_EXPECT_STREQ(test, calls, "abAabc");
}

/* A feature may have one of the two: what it has not is not called, and hides no error. */
static void pvops_test_prepare_halves(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(halves, CPU), 0);
	pvops_cpu_dead(halves, CPU);
	KUNIT_EXPECT_STREQ(test, calls, "acbBCA");
	begin(test);
	refuses = 'b';
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(halves, CPU), -ENOMEM);
	KUNIT_EXPECT_STREQ(test, calls, "acbCA");
}

static void pvops_test_prepare_nothing(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pvops_prepare_cpu(none, CPU), 0);
	pvops_cpu_dead(none, CPU);
	KUNIT_EXPECT_STREQ(test, calls, "");
}

/* What the kernel's own features are called through. */
static void pvops_test_used_list(struct kunit *test)
{
	const struct pvops_feature *const *used = pvops_used_features();
	unsigned int i;

	for (i = 0; i < pvops_nr_used(); i++)
		KUNIT_EXPECT_PTR_EQ(test, used[i], pvops_used_feature(i));
	KUNIT_EXPECT_NULL(test, used[i]);
}

static const char *no_hotplug(unsigned int cpu)
{
	if (!pvops_nr_used())
		return "no feature is in use, so CPUs are not watched";
	if (pvops_nr_used() == PVOPS_FEATURES_MAX)
		return "there is no room for one more feature";
	if (!cpu)
		return "there is one CPU";
	if (system_state >= SYSTEM_RUNNING)
		return "the list of features is read-only by now";
	return NULL;
}

/* Behind the features in use there is one more, which nothing but these moments knows. */
static void pvops_test_hotplug(struct kunit *test)
{
	const struct pvops_feature **list = (void *)pvops_used_features();
	unsigned int cpu = cpumask_last(cpu_online_mask), last = pvops_nr_used();
	const char *why_not = no_hotplug(cpu);

	if (why_not)
		kunit_skip(test, "%s", why_not);
	if (remove_cpu(cpu))
		kunit_skip(test, "this machine does not let its CPUs go");
	list[last] = &feature_a;
	refuses = 'a';
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), -ENOMEM);
	KUNIT_EXPECT_FALSE(test, cpu_online(cpu));
	refuses = 0;
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
	KUNIT_EXPECT_STREQ(test, calls, "aa");
	KUNIT_EXPECT_EQ(test, remove_cpu(cpu), 0);
	KUNIT_EXPECT_STREQ(test, calls, "aaA");
	KUNIT_EXPECT_EQ(test, cpu_told, cpu);
	list[last] = NULL;
	KUNIT_EXPECT_EQ(test, add_cpu(cpu), 0);
}

static struct kunit_case moment_cases[] = {
	KUNIT_CASE(pvops_test_prepare_order),
	KUNIT_CASE(pvops_test_dead_order),
	KUNIT_CASE(pvops_test_prepare_refused),
	KUNIT_CASE(pvops_test_prepare_again),
	KUNIT_CASE(pvops_test_prepare_halves),
	KUNIT_CASE(pvops_test_prepare_nothing),
	KUNIT_CASE(pvops_test_used_list),
	KUNIT_CASE(pvops_test_hotplug),
	{ }
};

static struct kunit_suite moment_suite = {
	.name = "pvops-moments",
	.init = begin,
	.test_cases = moment_cases,
};
kunit_test_suite(moment_suite);
