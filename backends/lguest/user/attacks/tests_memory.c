// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the shadow page tables, as code of the guest. */
#include "guest.h"

#define PF	14

/* The guest's own tables, changed to be wrong: threat table, "slot 256, self-maps". */
void test_tables(void)
{
	volatile u64 *top = (u64 *)(GUEST_DIRECT + GPA_TOP);
	u64 at = 300ULL << 39 | 0xffff000000000000;
	static const u64 bad[] = {
		0x7fffff000 | 7,			/* beyond RAM */
		0x000ffffffffff000 | 7,			/* beyond the CPU */
		GPA_TOP | 0x80 | 7,			/* large, at the top */
		0,
	};
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		top[300] = bad[i];
		check(try_kernel(kernel_read, at), FAULT + PF, 40000 + i);
		check(seen.cr2, at, 41000 + i);
	}
	/* A table that is all its own levels. */
	top[300] = GPA_TOP | 7;
	hypercall(LG_FLUSH, LG_FLUSH_ALL, 0, 0);
	CHECK(try_kernel(kernel_read, at | 300ULL << 30 | 300ULL << 21 | 300ULL << 12 | 300 * 8) & ~0x60ULL,
	      GPA_TOP | 7);
	/* Slot 256 is never the guest's. */
	top[256] = top[300];
	CHECK(try_kernel(kernel_read, 0xffff800000000000), FAULT + PF);
	CHECK(hypercall(LG_INIT, LG_RAM_MAX, LG_ABI_VERSION, 0), -22);
	CHECK(hypercall(LG_NOTIFY, LG_RAM_MAX, 1, 0), -22);
	CHECK(hypercall(LG_NOTIFY, 0, ~0ULL, 0), -22);
	CHECK(hypercall(LG_SET_EVENT, 2000, 0, 0), -22);
	CHECK(hypercall(LG_SET_EVENT, 1, 0x800000000000, 0), -22);
}

/* The program answers an access to a device: it gives 0x77 and moves RIP. */
void test_device(void)
{
	CHECK(try_kernel(kernel_read, GUEST_DEVICE + 8), 0x77);
	CHECK(try_kernel(kernel_read, GUEST_DEVICE + LG_MMIO_SIZE), FAULT + PF);
}

/* Flushes: what was unmapped must be gone after them, and no sooner matters. */
void test_flush(void)
{
	volatile u64 *scratch = (u64 *)(GUEST_DIRECT + GPA_TABLES + 4 * 0x1000);
	u64 saved = scratch[0], first;
	int i;

	*(volatile u64 *)(GUEST_DIRECT + GPA_SCRATCH) = 11;
	*(volatile u64 *)(GUEST_DIRECT + GPA_SCRATCH + 0x1000) = 22;
	for (i = 0; i < 4; i++) {
		CHECK(run_user(user_read, GUEST_SCRATCH), 11);
		first = scratch[1];
		scratch[0] = (first & ~0xfffULL) | (scratch[0] & 0xfff);
		shared.flush.n = 1;
		shared.flush.address[0] = GUEST_SCRATCH;
		if (i < 3)
			hypercall(LG_FLUSH, i, 0, 0);
		else
			hypercall(LG_SET_CR3, GPA_TOP, 0, 0);
		CHECK(run_user(user_read, GUEST_SCRATCH), 22);
		scratch[0] = 0;
		hypercall(LG_FLUSH, LG_FLUSH_ALL, 0, 0);
		CHECK(run_user(user_read, GUEST_SCRATCH), FAULT + PF);
		CHECK(seen.error, 4);
		scratch[0] = saved;
	}
	/* Read-only, then written: copy on write. */
	scratch[0] = saved & ~2ULL;
	hypercall(LG_FLUSH, LG_FLUSH_PCID, 0, 0);
	CHECK(run_user(user_write, GUEST_SCRATCH), FAULT + PF);
	CHECK(seen.error, 7);
	scratch[0] = saved & ~0x40ULL;
	CHECK(run_user(user_write, GUEST_SCRATCH), 0);
	CHECK(scratch[0] & 0x40, 0x40);
}

/* More tables than the pool has: one page, seen at as many addresses as there are. */
void test_pool(void)
{
	volatile u64 *top = (u64 *)(GUEST_DIRECT + GPA_TOP);
	volatile u64 *table = (u64 *)(GUEST_DIRECT + GPA_SCRATCH);
	u64 i, at = 100ULL << 39;

	for (i = 0; i < 512; i++) {
		table[512 * 8 + i] = (GPA_SCRATCH + 0x9000) | 7;
		table[512 * 9 + i] = (GPA_SCRATCH + 0xa000) | 7;
		table[512 * 10 + i] = GPA_SCRATCH | 7;
	}
	table[0] = 0x600d;
	top[100] = (GPA_SCRATCH + 0x8000) | 7;
	for (i = 0; i < 3000; i++) {
		u64 va = at | (i * 7 & 511) << 30 | (i & 511) << 21 | (i & 511) << 12;

		if (i & 15)
			CHECK(*(volatile u64 *)va, 0x600d);
		else
			CHECK(run_user(user_read, va), 0x600d);
	}
}
