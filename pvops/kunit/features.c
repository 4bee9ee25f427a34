// SPDX-License-Identifier: GPL-2.0-only
/* The selected backend and its features, and the table that came of them. */
#include <linux/percpu.h>
#include <linux/string.h>
#include "kunit.h"

static int need_backend(struct kunit *test)
{
	return pvops_state.backend ? 0 : -ENODEV;
}

static void pvops_test_backend(struct kunit *test)
{
	const struct pvops_backend *const *entry;
	unsigned int same_name = 0, registered = 0;

	for_each_pvops_backend(entry) {
		same_name += !strcmp((*entry)->name, pvops_state.backend->name);
		registered += *entry == pvops_state.backend;
	}
	KUNIT_EXPECT_EQ(test, same_name, 1);
	KUNIT_EXPECT_EQ(test, registered, 1);
}

static unsigned int nr_features(const struct pvops_backend *backend)
{
	unsigned int n = 0;

	while (backend->features && backend->features[n])
		n++;
	return n;
}

/* Features beyond the maximum are not used, and only the selected backend would warn. */
static void pvops_test_room(struct kunit *test)
{
	const struct pvops_backend *const *entry;

	for_each_pvops_backend(entry)
		KUNIT_EXPECT_LE_MSG(test, nr_features(*entry), PVOPS_FEATURES_MAX, "%s",
				    (*entry)->name);
}

/* Each has a name of its own; it is either in use, in order, or there is a reason. */
static void pvops_test_features(struct kunit *test)
{
	const struct pvops_feature *const *features = pvops_state.backend->features;
	unsigned int i, j, used = 0;

	for (i = 0; i < nr_features(pvops_state.backend); i++) {
		const char *why_not = pvops_why_not(i), *name = features[i]->name;

		KUNIT_ASSERT_NOT_NULL(test, name);
		KUNIT_EXPECT_GT(test, strlen(name), 0);
		KUNIT_EXPECT_NULL_MSG(test, strpbrk(name, " \n"), "%s", name);
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, name, features[j]->name);
		KUNIT_EXPECT_EQ_MSG(test, pvops_uses(features[i]), !why_not, "%s", name);
		if (why_not)
			KUNIT_EXPECT_GT_MSG(test, strlen(why_not), 0, "%s", name);
		else
			KUNIT_EXPECT_PTR_EQ_MSG(test, pvops_used_feature(used++),
						features[i], "%s", name);
	}
	KUNIT_EXPECT_NULL(test, pvops_used_feature(used));
}

static void pvops_test_foreign_feature(struct kunit *test)
{
	static const struct pvops_feature nobodys = { .name = "nobodys" };

	KUNIT_EXPECT_FALSE(test, pvops_uses(&nobodys));
	KUNIT_EXPECT_FALSE(test, pvops_uses(NULL));
}

/* The counters can be read, and each has a name of one word. */
static void pvops_test_counts(struct kunit *test)
{
	const struct pvops_feature *feature;
	const struct pvops_count *count;
	unsigned long sum = 0;
	unsigned int i, cpu;

	for (i = 0; (feature = pvops_used_feature(i)); i++) {
		for (count = feature->counts; count && count->what; count++) {
			KUNIT_EXPECT_NULL(test, strpbrk(count->what, " =\n"));
			KUNIT_ASSERT_NOT_NULL(test, (const void __force *)count->number);
			for_each_possible_cpu(cpu)
				sum += READ_ONCE(*per_cpu_ptr(count->number, cpu));
		}
	}
	if (!i)
		kunit_skip(test, "the backend has no features");
	OPTIMIZER_HIDE_VAR(sum);
}

/* --- the table */

static void *const *slots(const struct pvops_table *table)
{
	return (void *const *)table;
}

/* What the layers say about an operation; NULL if none of them names it. */
static void *overlaid(unsigned int op)
{
	const struct pvops_feature *feature;
	void *function = NULL;
	unsigned int i;

	if (pvops_state.backend->table)
		function = slots(pvops_state.backend->table)[op];
	if (pvops_state.backend->paged_table && slots(pvops_state.backend->paged_table)[op])
		function = slots(pvops_state.backend->paged_table)[op];
	for (i = 0; (feature = pvops_used_feature(i)); i++)
		if (feature->table && slots(feature->table)[op])
			function = slots(feature->table)[op];
	return function;
}

static void pvops_test_layers(struct kunit *test)
{
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++) {
		void *function = overlaid(op);

		KUNIT_EXPECT_NOT_NULL_MSG(test, pvops_bound_function(op), "%s",
					  pvops_op_name(op));
		if (function)
			KUNIT_EXPECT_PTR_EQ_MSG(test, pvops_bound_function(op), function,
						"%s", pvops_op_name(op));
	}
}

static void pvops_test_native_complete(struct kunit *test)
{
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, slots(&pvops_native_table)[op], "%s",
					  pvops_op_name(op));
}

static struct kunit_case feature_cases[] = {
	KUNIT_CASE(pvops_test_backend),
	KUNIT_CASE(pvops_test_room),
	KUNIT_CASE(pvops_test_features),
	KUNIT_CASE(pvops_test_foreign_feature),
	KUNIT_CASE(pvops_test_counts),
	KUNIT_CASE(pvops_test_layers),
	KUNIT_CASE(pvops_test_native_complete),
	{ }
};

static struct kunit_suite feature_suite = {
	.name = "pvops-features",
	.init = need_backend,
	.test_cases = feature_cases,
};
kunit_test_suite(feature_suite);
