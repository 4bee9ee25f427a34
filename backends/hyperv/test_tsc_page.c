// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the reference TSC page while the host changes it, in the order of KVM's updates:
 * sequence 0, contents, new sequence.
 */
#include <stdbool.h>

#include "../../tests/backends/own/host.h"
#include "../../tests/check.h"
#include "tsc_page.h"

#define TSC		6000
#define HALF		(1ull << 63)

static const struct pvops_hyperv_tsc_page before = {
	.sequence = 7, .scale = HALF, .offset = 100000,
};

static const struct pvops_hyperv_tsc_page after = {
	.sequence = 8, .scale = HALF / 2, .offset = 7000000,
};

/* By hand: 6000 / 2 and 6000 / 4, and the offsets. */
#define TIME_BEFORE	103000
#define TIME_AFTER	7001500

static struct pvops_hyperv_tsc_page page;

static void take_step(unsigned int number)
{
	switch (number) {
	case 0:
		page.sequence = 0;
		break;
	case 1:
		page.scale = after.scale;
		page.offset = after.offset;
		break;
	case 2:
		page.sequence = after.sequence;
		break;
	}
}

static void start(const struct host *host)
{
	page = before;
	host_begin(host);
}

/* A page that does not change while it is read at the time @tsc. */
static void start_quiet(u64 tsc)
{
	struct host host = { take_step, tsc, { HOST_NEVER, HOST_NEVER, HOST_NEVER } };

	start(&host);
}

static void test_hyperv_tsc_page_undisturbed(void **state)
{
	u64 time = 0;

	(void)state;
	start_quiet(TSC);
	assert_true(pvops_hyperv_read_tsc_page(&page, &time));
	assert_int_equal(time, TIME_BEFORE);
	page = after;
	assert_true(pvops_hyperv_read_tsc_page(&page, &time));
	assert_int_equal(time, TIME_AFTER);
}

static void test_hyperv_tsc_page_nothing_to_say(void **state)
{
	u64 time = 0;

	(void)state;
	start_quiet(TSC);
	page.sequence = 0;
	assert_false(pvops_hyperv_read_tsc_page(&page, &time));
}

/* The product has 128 bits, of which the upper half counts; the offset can be negative. */
static void test_hyperv_tsc_page_arithmetic(void **state)
{
	static const struct {
		const char *name;
		u64 tsc, scale, offset, time;
	} cases[] = {
		{ "all bits", ~0ull, ~0ull, 0, ~0ull - 1 },
		{ "rounds down", 3, HALF, 0, 1 },
		{ "negative offset", 6000, HALF, -1000, 2000 },
		{ "before the beginning", 6000, HALF, -4000, -1000 },
		{ "scale 0", ~0ull, 0, 5, 5 },
	};
	unsigned int i;
	u64 time = 0;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		start_quiet(cases[i].tsc);
		page.scale = cases[i].scale;
		page.offset = cases[i].offset;
		assert_true(pvops_hyperv_read_tsc_page(&page, &time));
		same_number(cases[i].name, time, cases[i].time);
	}
}

enum { BEFORE, AFTER, NONE, ANSWERS };

static unsigned int answers[ANSWERS];

static void read_once(const struct host *host)
{
	unsigned int answer = NONE;
	u64 time = 0;

	start(host);
	if (pvops_hyperv_read_tsc_page(&page, &time))
		answer = time == TIME_AFTER ? AFTER : BEFORE;
	if (answer == BEFORE && time != TIME_BEFORE)
		fail_msg("steps at %u, %u, %u: time %llu", host->when[0], host->when[1],
			 host->when[2], (unsigned long long)time);
	answers[answer]++;
}

/* Whatever the moment, the time is that of before or of after, or there is none. */
static void test_hyperv_tsc_page_never_mixed(void **state)
{
	struct host host = { take_step, TSC, { } };
	unsigned int answer;

	(void)state;
	host_every_time(&host, read_once);
	for (answer = 0; answer < ANSWERS; answer++)
		assert_int_not_equal(answers[answer], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hyperv_tsc_page_undisturbed),
		cmocka_unit_test(test_hyperv_tsc_page_nothing_to_say),
		cmocka_unit_test(test_hyperv_tsc_page_arithmetic),
		cmocka_unit_test(test_hyperv_tsc_page_never_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
