// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last suite: each operation of the table has been run by the suite that is said to
 * test it, or that suite has said why it could not.
 */
#include <linux/compiler.h>
#include <linux/string.h>
#include "kunit.h"

/* A suite that has done nothing was filtered out by the user. */
static bool suite_has_run(const char *suite)
{
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++)
		if (!strcmp(pvops_test_suite(op), suite) &&
		    (pvops_test_has_run(op) || pvops_test_excused(op)))
			return true;
	return false;
}

static void pvops_test_covered(struct kunit *test)
{
	unsigned int op, judged = 0, excused = 0;

	for (op = 0; op < PVOPS_NR; op++) {
		if (!suite_has_run(pvops_test_suite(op)))
			continue;
		judged++;
		if (pvops_test_has_run(op))
			continue;
		if (pvops_test_excused(op))
			excused++;
		else
			KUNIT_FAIL(test, "%s: the suite pvops-%s did not run it",
				   pvops_op_name(op), pvops_test_suite(op));
	}
	if (!judged)
		kunit_skip(test, "no other suite has run");
	kunit_info(test, "%u of %u operations, %u excused\n", judged, PVOPS_NR, excused);
}

static struct kunit_case covered_cases[] = {
	KUNIT_CASE(pvops_test_covered),
	{ }
};

static struct kunit_suite covered_suite = {
	.name = "pvops-covered",
	.test_cases = covered_cases,
};
kunit_test_suite(covered_suite);
