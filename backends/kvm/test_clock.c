// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the clock page while the host changes it: odd version, contents, even version.
 * The page has two contents that no mixture of can be mistaken for either.
 */
#include "../../tests/backends/own/host.h"
#include "../../tests/check.h"
#include "clock_page.h"

static const struct pvclock_vcpu_time_info before = {
	.version = 2, .tsc_timestamp = 5000, .system_time = 100000,
	.tsc_to_system_mul = 0x80000000, .tsc_shift = 1, .flags = 0,
};

static const struct pvclock_vcpu_time_info after = {
	.version = 4, .tsc_timestamp = 5500, .system_time = 7000000,
	.tsc_to_system_mul = 0x40000000, .tsc_shift = 3, .flags = PVCLOCK_TSC_STABLE_BIT,
};

#define TSC		6000
/* By hand: 1000 ticks * 2 / 2, and 500 ticks * 8 / 4. */
#define NS_BEFORE	101000
#define NS_AFTER	7001000

static struct pvclock_vcpu_time_info page;

static void take_step(unsigned int number)
{
	switch (number) {
	case 0:
		page.version = before.version + 1;
		break;
	case 1:
		page = after;
		page.version = before.version + 1;
		break;
	case 2:
		page.version = after.version;
		break;
	}
}

static void start(const struct host *host)
{
	page = before;
	host_begin(host);
}

static void test_kvm_clock_scale(void **state)
{
	(void)state;
	assert_int_equal(pvops_kvm_scale(1000, 0x80000000, 0), 500);
	assert_int_equal(pvops_kvm_scale(1000, 0x80000000, 1), 1000);
	assert_int_equal(pvops_kvm_scale(1000, 0x80000000, -2), 125);
	/* 3 GHz: a third of a nanosecond a tick, for 100 years of ticks */
	assert_int_equal(pvops_kvm_scale(9467280000000000000ull, 0x55555555, 0),
			 3155759999265242367ull);
	assert_int_equal(pvops_kvm_scale(~0ull, ~0u, 0), 0xfffffffeffffffffull);
}

static void test_kvm_clock_undisturbed(void **state)
{
	static const struct host host = {
		take_step, TSC, { HOST_NEVER, HOST_NEVER, HOST_NEVER }
	};
	u8 flags;

	(void)state;
	start(&host);
	assert_int_equal(pvops_kvm_read_clock(&page, &flags), NS_BEFORE);
	assert_int_equal(flags, before.flags);
	page = after;
	assert_int_equal(pvops_kvm_read_clock(&page, &flags), NS_AFTER);
	assert_int_equal(flags, after.flags);
}

static unsigned int answers[2];

static void read_once(const struct host *host)
{
	u8 flags;
	u64 ns;

	start(host);
	ns = pvops_kvm_read_clock(&page, &flags);
	if (ns != NS_BEFORE && ns != NS_AFTER)
		fail_msg("steps at %u, %u, %u: %llu ns", host->when[0], host->when[1],
			 host->when[2], (unsigned long long)ns);
	same_number("flags", flags, ns == NS_AFTER ? after.flags : before.flags);
	answers[ns == NS_AFTER]++;
}

/* Whatever the moment, what comes out is of before or of after, flags included. */
static void test_kvm_clock_never_mixed(void **state)
{
	struct host host = { take_step, TSC, { } };

	(void)state;
	host_every_time(&host, read_once);
	assert_int_not_equal(answers[0], 0);
	assert_int_not_equal(answers[1], 0);
}

/* An update that was under way when the reader came: it waits for the end. */
static void test_kvm_clock_waits(void **state)
{
	static const struct host host = { take_step, TSC, { 0, 0, 50 } };
	u8 flags;

	(void)state;
	start(&host);
	assert_int_equal(pvops_kvm_read_clock(&page, &flags), NS_AFTER);
	assert_in_range(host_place(), 50, 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kvm_clock_scale),
		cmocka_unit_test(test_kvm_clock_undisturbed),
		cmocka_unit_test(test_kvm_clock_never_mixed),
		cmocka_unit_test(test_kvm_clock_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
