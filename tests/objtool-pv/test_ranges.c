// SPDX-License-Identifier: GPL-2.0-only
/* Maps from addresses to offsets: any order, overlaps, and the ends of the world. */
#include "../check.h"
#include "make_dump.h"

#define TOP	0xfffffffffffff000ull

static void check_at(const char *name, const struct ranges *ranges, u64 addr, u64 want)
{
	const struct range *range = ranges_at(ranges, addr);

	same_number(name, range ? (long long)(range->offset + addr - range->start) : -1,
		    want);
}

static void test_ranges_order(void **state)
{
	struct ranges ranges = { NULL, 0 };

	(void)state;
	check_at("empty", &ranges, 0, -1);
	ranges_ready(&ranges);
	check_at("empty and ready", &ranges, 0, -1);
	ranges_add(&ranges, 0x3000, 0x10, 300);
	ranges_add(&ranges, 0x1000, 0x10, 100);
	ranges_add(&ranges, 0x2000, 0, 200);
	ranges_ready(&ranges);
	assert_int_equal(ranges.count, 2);
	check_at("before", &ranges, 0xfff, -1);
	check_at("first", &ranges, 0x1000, 100);
	check_at("last", &ranges, 0x100f, 115);
	check_at("after", &ranges, 0x1010, -1);
	check_at("of no size", &ranges, 0x2000, -1);
	check_at("second", &ranges, 0x3001, 301);
	ranges_free(&ranges);
}

static void test_ranges_neighbours(void **state)
{
	struct ranges ranges = { NULL, 0 };

	(void)state;
	ranges_add(&ranges, 0x2000, 0x1000, 0x102000);
	ranges_add(&ranges, 0x1000, 0x1000, 0x101000);
	ranges_add(&ranges, 0x3000, 0x1000, 0x103000);
	ranges_add(&ranges, 0x4000, 0x1000, 0x204000);
	ranges_ready(&ranges);
	assert_int_equal(ranges.count, 2);
	check_at("one", &ranges, 0x3fff, 0x103fff);
	check_at("other", &ranges, 0x4000, 0x204000);
	ranges_free(&ranges);
}

static void test_ranges_overlap(void **state)
{
	struct ranges ranges = { NULL, 0 };

	(void)state;
	ranges_add(&ranges, 0x1800, 0x1000, 0x20000);	/* its begin is another's end */
	ranges_add(&ranges, 0x1000, 0x800, 0x30000);	/* shorter than the next */
	ranges_add(&ranges, 0x1000, 0x1000, 0x10000);
	ranges_add(&ranges, 0x1100, 0x100, 0x40000);	/* inside of another */
	ranges_ready(&ranges);
	assert_int_equal(ranges.count, 2);
	check_at("longest", &ranges, 0x1000, 0x10000);
	check_at("inside", &ranges, 0x1150, 0x10150);
	check_at("end", &ranges, 0x1fff, 0x10fff);
	check_at("rest", &ranges, 0x2000, 0x20800);
	check_at("end of rest", &ranges, 0x27ff, 0x20fff);
	check_at("after", &ranges, 0x2800, -1);
	ranges_free(&ranges);
}

static void test_ranges_limits(void **state)
{
	struct ranges ranges = { NULL, 0 };

	(void)state;
	ranges_add(&ranges, TOP, UINT64_MAX, 0x1000);
	ranges_add(&ranges, 0x1000, UINT64_MAX, INT64_MAX - 3);
	ranges_add(&ranges, 0x10000, 0x1000, (u64)INT64_MAX + 1);
	ranges_ready(&ranges);
	check_at("top", &ranges, UINT64_MAX, 0x1fff);
	check_at("not around", &ranges, 0, -1);
	check_at("last offset", &ranges, 0x1003, INT64_MAX);
	check_at("no such offset", &ranges, 0x1004, -1);
	check_at("nor this", &ranges, 0x10000, -1);
	ranges_free(&ranges);
}

static void test_ranges_space(void **state)
{
	u8 bytes[3 * PAGE_BYTES], got[3 * PAGE_BYTES];
	struct source source;
	struct space space = { &source, { NULL, 0 }, NULL };
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = i ^ i >> 8;
	source_memory(&source, bytes, sizeof(bytes));
	/* Two pages that change places, and the begin of a third, as the file ends. */
	ranges_add(&space.ranges, 0x1000, 0x1000, 0x1000);
	ranges_add(&space.ranges, 0x2000, 0x1000, 0);
	ranges_add(&space.ranges, 0x3000, 0x2000, 0x2800);
	ranges_ready(&space.ranges);
	for (len = 1; len <= 16; len += 5)
		for (i = 0; i < 3; i++) {
			assert_int_equal(space_read(&space, 0x1ff0 + i, got, len), 0);
			same_bytes("first", got, bytes + 0x1ff0 + i,
				   len + i > 16 ? 16 - i : len);
		}
	assert_int_equal(space_read(&space, 0x1ffe, got, 4), 0);
	same_bytes("crossing", got, (u8 []){ bytes[0x1ffe], bytes[0x1fff], bytes[0],
					     bytes[1] }, 4);
	assert_int_equal(space_read(&space, 0x3400, got, 0x400), 0);
	same_bytes("cut page", got, bytes + 0x2c00, 0x400);
	assert_int_equal(space_read(&space, 0x3400, got, 0x401), -1);
	assert_int_equal(space_read(&space, 0xfff, got, 2), -1);
	assert_int_equal(space_read(&space, UINT64_MAX, got, 2), -1);
	space_free(&space);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges_order),
		cmocka_unit_test(test_ranges_neighbours),
		cmocka_unit_test(test_ranges_overlap),
		cmocka_unit_test(test_ranges_limits),
		cmocka_unit_test(test_ranges_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
