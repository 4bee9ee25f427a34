// SPDX-License-Identifier: GPL-2.0-only
/* Queues of drivers that do it right, and of drivers that write nonsense. */
#include <linux/virtio_ring.h>

#include "../../../tests/check.h"
#include "ring.h"

#define SIZE		4
#define DESC		0x1000
#define AVAIL		0x2000
#define USED		0x3000
#define DATA		0x4000
#define RAM_SIZE	0x10000

static struct ram ram;
static struct ring ring;
static struct chain chain;

static struct vring_desc *desc(unsigned int i)
{
	return (struct vring_desc *)(ram.base + DESC) + i;
}

static struct vring_avail *avail(void)
{
	return (struct vring_avail *)(ram.base + AVAIL);
}

static struct vring_used *used(void)
{
	return (struct vring_used *)(ram.base + USED);
}

static int begin(void **state)
{
	(void)state;
	memset(ram.base, 0, RAM_SIZE);
	ring = (struct ring){ .size = SIZE, .desc = DESC, .avail = AVAIL, .done = USED };
	return ring_start(&ring, &ram);
}

static void put(unsigned int i, uint64_t addr, uint32_t len, uint16_t flags, uint16_t next)
{
	*desc(i) = (struct vring_desc){ addr, len, flags, next };
}

static void offer(uint16_t head)
{
	avail()->ring[avail()->idx % SIZE] = head;
	avail()->idx++;
}

static void test_ring_chain(void **state)
{
	(void)state;
	put(2, DATA, 16, VRING_DESC_F_NEXT, 0);
	put(0, DATA + 16, 512, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE, 3);
	put(3, DATA + 600, 1, VRING_DESC_F_WRITE, 0);
	offer(2);
	same_number("taken", ring_take(&ring, &ram, &chain), 1);
	same_number("head", chain.head, 2);
	same_number("parts to read", chain.out_parts, 1);
	same_number("bytes to read", chain.out_bytes, 16);
	same_number("parts to write", chain.in_parts, 2);
	same_number("bytes to write", chain.in_bytes, 513);
	same_number("place", (uint8_t *)chain.in[1].iov_base - ram.base, DATA + 600);
	same_number("no more", ring_take(&ring, &ram, &chain), 0);
	ring_give(&ring, &ram, &chain, 513);
	same_number("index", used()->idx, 1);
	same_number("id", used()->ring[0].id, 2);
	same_number("length", used()->ring[0].len, 513);
}

static void test_ring_wraps(void **state)
{
	unsigned int i;

	(void)state;
	put(1, DATA, 8, 0, 0);
	for (i = 0; i < 0x10000 + 3; i++) {
		offer(1);
		assert_int_equal(ring_take(&ring, &ram, &chain), 1);
		ring_give(&ring, &ram, &chain, 0);
	}
	same_number("index", used()->idx, 3);
}

static void loop(void) { put(0, DATA, 1, VRING_DESC_F_NEXT, 0); }
static void far_next(void) { put(0, DATA, 1, VRING_DESC_F_NEXT, SIZE); }
static void far_data(void) { put(0, RAM_SIZE, 1, 0, 0); }
static void long_data(void) { put(0, DATA, ~0u, 0, 0); }
static void wrapping_data(void) { put(0, ~0ull, 16, 0, 0); }
static void indirect(void) { put(0, DATA, 16, VRING_DESC_F_INDIRECT, 0); }
static void far_head(void) { avail()->ring[0] = SIZE; }
static void too_many(void) { avail()->idx = SIZE + 1; }

static void read_last(void)
{
	put(0, DATA, 1, VRING_DESC_F_NEXT | VRING_DESC_F_WRITE, 1);
	put(1, DATA, 1, 0, 0);
}

static void test_ring_nonsense(void **state)
{
	static void (*const damages[])(void) = {
		loop, far_next, far_data, long_data, wrapping_data, indirect, far_head, too_many,
		read_last,
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(damages); i++) {
		begin(NULL);
		put(0, DATA, 1, 0, 0);
		offer(0);
		damages[i]();
		if (ring_take(&ring, &ram, &chain) != -1)
			fail_msg("damage %zu is not seen", i);
	}
}

static void test_ring_places(void **state)
{
	static const struct ring bad[] = {
		{ .size = 0, .desc = DESC, .avail = AVAIL, .done = USED },
		{ .size = 3, .desc = DESC, .avail = AVAIL, .done = USED },
		{ .size = 2 * RING_MAX, .desc = DESC, .avail = AVAIL, .done = USED },
		{ .size = SIZE, .desc = DESC + 8, .avail = AVAIL, .done = USED },
		{ .size = SIZE, .desc = DESC, .avail = AVAIL + 1, .done = USED },
		{ .size = SIZE, .desc = DESC, .avail = AVAIL, .done = USED + 2 },
		{ .size = SIZE, .desc = RAM_SIZE - 16, .avail = AVAIL, .done = USED },
		{ .size = SIZE, .desc = DESC, .avail = RAM_SIZE - 2, .done = USED },
		{ .size = SIZE, .desc = DESC, .avail = AVAIL, .done = ~0ull - 3 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++) {
		struct ring try = bad[i];

		if (ring_start(&try, &ram) != -1 || try.ready)
			fail_msg("place %zu is believed", i);
	}
}

static void test_ring_interrupts(void **state)
{
	(void)state;
	same_number("wanted", ring_wants_interrupt(&ring, &ram), 1);
	avail()->flags = VRING_AVAIL_F_NO_INTERRUPT;
	same_number("not wanted", ring_wants_interrupt(&ring, &ram), 0);
}

static void test_ring_iov(void **state)
{
	char a[4] = "abc", b[4] = "def", to[7] = "";
	struct iovec parts[] = { { a, 3 }, { a, 0 }, { b, 3 } };

	(void)state;
	same_number("read", iov_read(parts, 3, to, 5), 5);
	same_bytes("read", (uint8_t *)to, "abcde", 5);
	same_number("all", iov_read(parts, 3, to, 7), 6);
	same_number("write", iov_write(parts, 3, "12345", 5), 5);
	same_bytes("write", (uint8_t *)b, "45f", 3);
	iov_skip(parts, 3, 4);
	same_number("skipped", parts[0].iov_len, 0);
	same_number("left", parts[2].iov_len, 2);
}

static int get_ram(void **state)
{
	struct error error = { "" };

	(void)state;
	return ram_get(&ram, RAM_SIZE, &error);
}

static int put_ram(void **state)
{
	(void)state;
	ram_put(&ram);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_ring_chain, begin),
		cmocka_unit_test_setup(test_ring_wraps, begin),
		cmocka_unit_test(test_ring_nonsense),
		cmocka_unit_test(test_ring_places),
		cmocka_unit_test_setup(test_ring_interrupts, begin),
		cmocka_unit_test(test_ring_iov),
	};

	return cmocka_run_group_tests(tests, get_ram, put_ram);
}
