// SPDX-License-Identifier: GPL-2.0-only
/* Properties: true of the machine, of each CPU, and what the backend has said. */
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include "kunit.h"

#define for_each_property(bit)		\
	for ((bit) = 0; (bit) < 32; (bit)++)	\
		if (PVOPS_PROPERTIES & BIT(bit))

static unsigned int feature(unsigned int bit)
{
	return PVOPS_PROPERTY_WORD * 32 + bit;
}

/* The CPU itself says which level the kernel runs at. */
static void pvops_test_properties_privilege(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, cpu_feature_enabled(X86_FEATURE_DEPRIVILEGED), !privileged());
}

static void pvops_test_properties_of_each_cpu(struct kunit *test)
{
	unsigned int cpu, bit;

	for_each_online_cpu(cpu)
		for_each_property(bit)
			KUNIT_EXPECT_EQ_MSG(test, !!cpu_has(&cpu_data(cpu), feature(bit)),
					    !!boot_cpu_has(feature(bit)), "CPU %u, bit %u",
					    cpu, bit);
}

static void pvops_test_properties_of_the_backend(struct kunit *test)
{
	unsigned int bit;

	if (!pvops_state.backend)
		kunit_skip(test, "no backend");
	KUNIT_EXPECT_EQ(test, pvops_state.backend->properties & ~PVOPS_PROPERTIES, 0);
	for_each_property(bit)
		if (pvops_state.backend->properties & BIT(bit))
			KUNIT_EXPECT_TRUE_MSG(test, boot_cpu_has(feature(bit)), "bit %u", bit);
}

static struct kunit_case properties_cases[] = {
	KUNIT_CASE(pvops_test_properties_privilege),
	KUNIT_CASE(pvops_test_properties_of_each_cpu),
	KUNIT_CASE(pvops_test_properties_of_the_backend),
	{ }
};

static struct kunit_suite properties_suite = {
	.name = "pvops-properties",
	.test_cases = properties_cases,
};
kunit_test_suite(properties_suite);
