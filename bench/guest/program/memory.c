// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mapping that changes while other threads have it, too.  Their CPUs may hold the old
 * one in their TLBs when write access is taken away; when it is given back they may learn
 * that themselves.
 */
#include <sys/mman.h>

#include "guest.h"

#include "bench.h"

enum { PAGE = 4096 };

static char page[PAGE] __attribute__((aligned(PAGE)));

void run_protect(int times)
{
	uint64_t begin;

	page[0] = 1;
	while (times--) {
		begin = now();
		if (mprotect(page, PAGE, PROT_READ) ||
		    mprotect(page, PAGE, PROT_READ | PROT_WRITE))
			fail("mprotect does not work");
		sample(begin, now());
	}
}
