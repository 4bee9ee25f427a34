// SPDX-License-Identifier: GPL-2.0-only
/* Calls of the host that no host understands. */
#include <linux/errno.h>
#include "kunit.h"

TESTS(host_hypercall);

/* A number that no host has given to a service, and the largest there is. */
static const unsigned long unknown[] = { 0x70766f70, ~0UL };

static void pvops_test_unknown_service(struct kunit *test)
{
	unsigned int i;
	long result;

	for (i = 0; i < ARRAY_SIZE(unknown); i++) {
		result = RUN(host_hypercall, unknown[i], 1, 2, 3, 4);
		KUNIT_EXPECT_LT_MSG(test, result, 0, "service %lx", unknown[i]);
		if (IS_NATIVE(host_hypercall))
			KUNIT_EXPECT_EQ(test, result, -ENOSYS);
		KUNIT_EXPECT_LT(test, pvops_hypercall1(unknown[i], 1), 0);
		KUNIT_EXPECT_LT(test, pvops_hypercall2(unknown[i], 1, 2), 0);
	}
}

static struct kunit_case host_cases[] = {
	KUNIT_CASE(pvops_test_unknown_service),
	{ }
};

static struct kunit_suite host_suite = {
	.name = "pvops-host",
	.test_cases = host_cases,
};
kunit_test_suite(host_suite);
