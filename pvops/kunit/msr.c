// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs that are there and MSRs that are not, and performance counters.  What the machine
 * makes of an access is asked with the bare instruction: an emulated CPU may have values
 * for numbers that no CPU has.
 */
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <linux/wordpart.h>
#include <asm/cpufeature.h>
#include <asm/msr.h>
#include <asm/perf_event.h>
#include <asm/sections.h>
#include "kunit.h"

TESTS(cpu_read_msr);
TESTS(cpu_write_msr);
TESTS(cpu_read_msr_safe);
TESTS(cpu_write_msr_safe);
TESTS(cpu_read_pmc);

/* Between two ranges that vendors use, and given out by none of them. */
#define ABSENT		0x0badbabe
/* IA32_PKRS of Intel's manual, volume 4: where it exists, its upper half is reserved. */
#define PKRS		0x6e1
#define RESERVED_HIGH	0x80000000

/* --- an MSR that kernel threads do not use: the base of %fs */

struct base_values {
	u64 read, read_safe, after_write, after_safe;
	int read_error, write_error;
};

#define FIRST	0x123456789000ULL
#define SECOND	0x00007ffffffff000ULL

static void use_base(struct base_values *v)
{
	u64 old;

	old = RUN(cpu_read_msr, MSR_FS_BASE);
	RUN(cpu_write_msr, MSR_FS_BASE, lower_32_bits(FIRST), upper_32_bits(FIRST));
	v->after_write = RUN(cpu_read_msr, MSR_FS_BASE);
	v->write_error = RUN(cpu_write_msr_safe, MSR_FS_BASE,
			     lower_32_bits(SECOND), upper_32_bits(SECOND));
	v->after_safe = RUN(cpu_read_msr_safe, MSR_FS_BASE, &v->read_error);
	v->read = RUN(cpu_read_msr, MSR_FS_BASE);
	RUN(cpu_write_msr, MSR_FS_BASE, lower_32_bits(old), upper_32_bits(old));
}

static void pvops_test_msr(struct kunit *test)
{
	struct base_values v = { .read_error = 1 };
	unsigned long flags;

	local_irq_save(flags);
	use_base(&v);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, v.after_write, FIRST);
	KUNIT_EXPECT_EQ(test, v.write_error, 0);
	KUNIT_EXPECT_EQ(test, v.after_safe, SECOND);
	KUNIT_EXPECT_EQ(test, v.read_error, 0);
	KUNIT_EXPECT_EQ(test, v.read, SECOND);
}

/* --- faults, without an error */

static void pvops_test_msr_fault_read(struct kunit *test)
{
	int error = 1, expected = 0;
	u64 value;

	migrate_disable();
	native_read_msr_safe(ABSENT, &expected);
	value = RUN(cpu_read_msr_safe, ABSENT, &error);
	migrate_enable();

	KUNIT_EXPECT_EQ(test, error, expected);
	if (!expected)
		kunit_skip(test, "this machine has a value for an absent MSR");
	KUNIT_EXPECT_EQ(test, error, -EIO);
	KUNIT_EXPECT_EQ(test, value, 0);
}

static void pvops_test_msr_fault_write(struct kunit *test)
{
	int error, expected;

	migrate_disable();
	expected = native_write_msr_safe(PKRS, 0, RESERVED_HIGH);
	error = RUN(cpu_write_msr_safe, PKRS, 0, RESERVED_HIGH);
	migrate_enable();

	KUNIT_EXPECT_EQ(test, error, expected);
	if (!expected)
		kunit_skip(test, "this machine takes a reserved value for an MSR");
	KUNIT_EXPECT_EQ(test, error, -EIO);
}

/* --- faults that warn */

/*
 * The warning is given once in a kernel's life, and a reader of the log would take it
 * for a mistake.  So it happens in silence, and the kernel's memory of all warnings that
 * come once is put aside meanwhile; that memory tells whether one came.  No other CPU
 * runs then, whose messages and warnings could get lost.
 */
struct silence {
	void (*access)(void);
	u8 *memory;
	bool warned;
};

static int access_silently(void *arg)
{
	size_t size = __end_once - __start_once;
	struct silence *silence = arg;

	memcpy(silence->memory, __start_once, size);
	memset(__start_once, 0, size);
	suppress_printk = 1;
	silence->access();
	suppress_printk = 0;
	silence->warned = memchr_inv(__start_once, 0, size);
	memcpy(__start_once, silence->memory, size);
	return 0;
}

static bool warns(struct kunit *test, void (*access)(void))
{
	struct silence silence = {
		.access = access,
		.memory = kunit_kmalloc(test, __end_once - __start_once, GFP_KERNEL),
	};

	KUNIT_ASSERT_NOT_NULL(test, silence.memory);
	KUNIT_ASSERT_EQ(test, stop_machine(access_silently, &silence, NULL), 0);
	return silence.warned;
}

static u64 read_value;

static void read_absent(void)
{
	read_value = RUN(cpu_read_msr, ABSENT);
}

static void write_reserved(void)
{
	RUN(cpu_write_msr, PKRS, 0, RESERVED_HIGH);
}

static void pvops_test_msr_warning_read(struct kunit *test)
{
	int expected = 0;
	bool warned;

	native_read_msr_safe(ABSENT, &expected);
	if (!expected)
		kunit_skip(test, "this machine has a value for an absent MSR");
	read_value = 1;
	warned = warns(test, read_absent);
	KUNIT_EXPECT_EQ(test, read_value, 0);
	if (IS_NATIVE(cpu_read_msr))
		KUNIT_EXPECT_TRUE(test, warned);
}

static void pvops_test_msr_warning_write(struct kunit *test)
{
	bool warned;

	if (!native_write_msr_safe(PKRS, 0, RESERVED_HIGH))
		kunit_skip(test, "this machine takes a reserved value for an MSR");
	warned = warns(test, write_reserved);
	if (IS_NATIVE(cpu_write_msr))
		KUNIT_EXPECT_TRUE(test, warned);
}

/* --- performance counters: a fault would be fatal, so the kernel must use them itself */

static void pvops_test_pmc(struct kunit *test)
{
	struct x86_pmu_capability pmu;
	u64 value;

	if (cpu_feature_enabled(X86_FEATURE_HYBRID_CPU))
		SKIP(test, cpu_read_pmc, "not all CPUs have the same counters");
	perf_get_x86_pmu_capability(&pmu);
	if (!pmu.num_counters_gp)
		SKIP(test, cpu_read_pmc, "the kernel has found no performance counters");
	value = RUN(cpu_read_pmc, 0);
	KUNIT_EXPECT_EQ(test, value >> pmu.bit_width_gp, 0);
}

static struct kunit_case msr_cases[] = {
	KUNIT_CASE(pvops_test_msr),
	KUNIT_CASE(pvops_test_msr_fault_read),
	KUNIT_CASE(pvops_test_msr_fault_write),
	KUNIT_CASE(pvops_test_msr_warning_read),
	KUNIT_CASE(pvops_test_msr_warning_write),
	KUNIT_CASE(pvops_test_pmc),
	{ }
};

static struct kunit_suite msr_suite = {
	.name = "pvops-msr",
	.test_cases = msr_cases,
};
kunit_test_suite(msr_suite);
