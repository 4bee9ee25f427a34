// SPDX-License-Identifier: GPL-2.0-only
/* Control and debug registers, CPUID, and what the CPU does between two tasks. */
#include <linux/irqflags.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/debugreg.h>
#include <asm/processor-flags.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include "kunit.h"

TESTS(cpu_io_delay);
TESTS(cpu_get_debugreg);
TESTS(cpu_set_debugreg);
TESTS(cpu_read_cr0);
TESTS(cpu_write_cr0);
TESTS(cpu_write_cr4);
TESTS(cpu_wbinvd);
TESTS(cpu_cpuid);
TESTS(cpu_sysret_rip);

/* --- control registers: writing what was read changes nothing */

static void pvops_test_cr0(struct kunit *test)
{
	unsigned long flags, before, after;

	local_irq_save(flags);
	before = RUN(cpu_read_cr0);
	RUN(cpu_write_cr0, before);
	after = RUN(cpu_read_cr0);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, after, before);
	KUNIT_EXPECT_EQ(test, before & (X86_CR0_PE | X86_CR0_PG), X86_CR0_PE | X86_CR0_PG);
	if (privileged())
		KUNIT_EXPECT_EQ(test, before & X86_CR0_WP, X86_CR0_WP);
}

static void pvops_test_cr4(struct kunit *test)
{
	unsigned long flags, before, after;

	local_irq_save(flags);
	before = native_read_cr4();
	RUN(cpu_write_cr4, before);
	after = native_read_cr4();
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, after, before);
	KUNIT_EXPECT_EQ(test, before & X86_CR4_PAE, X86_CR4_PAE);
}

/* --- debug registers */

/* Addresses only: no breakpoint is switched on.  A platform may want kernel addresses. */
static unsigned long place[4];

#define OTHER(n)	((unsigned long)&place[n])

struct debug_values {
	unsigned long old, now, back;
};

/* The register's number is part of the site. */
#define ROUND_TRIP(values, n)						\
do {									\
	(values)[n].old = RUN(cpu_get_debugreg, n);			\
	RUN(cpu_set_debugreg, n, OTHER(n));				\
	(values)[n].now = RUN(cpu_get_debugreg, n);			\
	RUN(cpu_set_debugreg, n, (values)[n].old);			\
	(values)[n].back = RUN(cpu_get_debugreg, n);			\
} while (0)

static void constant_registers(struct debug_values *values)
{
	ROUND_TRIP(values, 0);
	ROUND_TRIP(values, 1);
	ROUND_TRIP(values, 2);
	ROUND_TRIP(values, 3);
}

/* The register's number is an argument. */
static noinline void any_register(struct debug_values *values, int n)
{
	OPTIMIZER_HIDE_VAR(n);
	ROUND_TRIP(values, n);
}

static void addresses_came_back(struct kunit *test, const struct debug_values *values)
{
	int n;

	for (n = 0; n < 4; n++) {
		KUNIT_EXPECT_EQ(test, values[n].now, OTHER(n));
		KUNIT_EXPECT_EQ(test, values[n].back, values[n].old);
	}
}

static void pvops_test_debug_addresses(struct kunit *test)
{
	struct debug_values constant[4], variable[4];
	unsigned long flags;
	bool in_use;
	int n;

	local_irq_save(flags);
	in_use = hw_breakpoint_active();
	if (!in_use) {
		constant_registers(constant);
		for (n = 0; n < 4; n++)
			any_register(variable, n);
	}
	local_irq_restore(flags);

	if (in_use)
		kunit_skip(test, "breakpoints are in use");
	addresses_came_back(test, constant);
	addresses_came_back(test, variable);
}

static void pvops_test_debug_control(struct kunit *test)
{
	unsigned long flags, status, control, control_after;

	local_irq_save(flags);
	RUN(cpu_set_debugreg, 6, DR6_RESERVED | DR_TRAP1);
	status = RUN(cpu_get_debugreg, 6);
	RUN(cpu_set_debugreg, 6, DR6_RESERVED);
	control = RUN(cpu_get_debugreg, 7);
	RUN(cpu_set_debugreg, 7, control);
	control_after = RUN(cpu_get_debugreg, 7);
	local_irq_restore(flags);

	KUNIT_EXPECT_EQ(test, status & DR_TRAP_BITS, DR_TRAP1);
	KUNIT_EXPECT_EQ(test, control_after, control);
}

/* --- CPUID */

struct leaf {
	u32 a, b, c, d;
};

static struct leaf ask(u32 number, u32 sub)
{
	struct leaf leaf = { .a = number, .c = sub };

	RUN(cpu_cpuid, &leaf.a, &leaf.b, &leaf.c, &leaf.d);
	return leaf;
}

static void pvops_test_cpuid(struct kunit *test)
{
	struct leaf first = ask(0, 0), again = ask(0, 0);
	char vendor[13] = { };

	memcpy(vendor, &first.b, 4);
	memcpy(vendor + 4, &first.d, 4);
	memcpy(vendor + 8, &first.c, 4);
	KUNIT_EXPECT_STREQ(test, vendor, boot_cpu_data.x86_vendor_id);
	KUNIT_EXPECT_EQ(test, first.a, (u32)boot_cpu_data.cpuid_level);
	KUNIT_EXPECT_MEMEQ(test, &first, &again, sizeof(first));

	first = ask(0x80000000, 0);
	again = ask(0x80000000, 0);
	KUNIT_EXPECT_EQ(test, first.a, boot_cpu_data.extended_cpuid_level);
	KUNIT_EXPECT_MEMEQ(test, &first, &again, sizeof(first));
}

/* Feature bits are those of the kernel's own view; %ecx chooses among subleaves. */
static void pvops_test_cpuid_leaves(struct kunit *test)
{
	struct leaf leaf, native;
	u32 number;

	leaf = ask(1, 0);
	KUNIT_EXPECT_EQ(test, leaf.a, cpuid_eax(1));
	KUNIT_EXPECT_EQ(test, (bool)(leaf.d & BIT(6)), (bool)boot_cpu_has(X86_FEATURE_PAE));
	if (!IS_NATIVE(cpu_cpuid))
		return;
	for (number = 2; number <= min(boot_cpu_data.cpuid_level, 0x20); number++) {
		migrate_disable();
		leaf = ask(number, 1);
		native = (struct leaf){ .a = number, .c = 1 };
		native_cpuid(&native.a, &native.b, &native.c, &native.d);
		migrate_enable();
		KUNIT_EXPECT_MEMEQ_MSG(test, &leaf, &native, sizeof(leaf), "leaf %x", number);
	}
}

/* --- single instructions */

static void pvops_test_io_delay(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		RUN(cpu_io_delay);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* Memory is what it was, whatever the caches held. */
static void pvops_test_wbinvd(struct kunit *test)
{
	static const char text[] = "written before the caches were emptied";
	char copy[sizeof(text)];

	if (!privileged())
		SKIP(test, cpu_wbinvd, "the kernel has not the privilege to empty caches");
	if (boot_cpu_has(X86_FEATURE_TDX_GUEST))
		SKIP(test, cpu_wbinvd, "the host of a trust domain does not empty caches");
	memcpy(copy, text, sizeof(copy));
	RUN(cpu_wbinvd);
	KUNIT_EXPECT_STREQ(test, copy, text);
}

/* Whether a system call may return by SYSRET is the platform's, not the address's. */
static void pvops_test_sysret(struct kunit *test)
{
	const unsigned long rips[] = { 0x1000, 0x400000, TASK_SIZE_MAX - 16 };
	unsigned int i, same = 0;

	for (i = 0; i < ARRAY_SIZE(rips); i++)
		same += RUN(cpu_sysret_rip, rips[i]) == rips[i];
	KUNIT_EXPECT_TRUE(test, same == 0 || same == ARRAY_SIZE(rips));
	if (IS_NATIVE(cpu_sysret_rip))
		KUNIT_EXPECT_EQ(test, same, ARRAY_SIZE(rips));
}

static struct kunit_case cpu_cases[] = {
	KUNIT_CASE(pvops_test_cr0),
	KUNIT_CASE(pvops_test_cr4),
	KUNIT_CASE(pvops_test_debug_addresses),
	KUNIT_CASE(pvops_test_debug_control),
	KUNIT_CASE(pvops_test_cpuid),
	KUNIT_CASE(pvops_test_cpuid_leaves),
	KUNIT_CASE(pvops_test_io_delay),
	KUNIT_CASE(pvops_test_wbinvd),
	KUNIT_CASE(pvops_test_sysret),
	{ }
};

static struct kunit_suite cpu_suite = {
	.name = "pvops-cpu",
	.test_cases = cpu_cases,
};
kunit_test_suite(cpu_suite);
