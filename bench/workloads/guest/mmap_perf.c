// SPDX-License-Identifier: GPL-2.0-only
/*
 * What malloc-heavy programs do to the kernel: pseudo-random mmap, munmap, mremap
 * and mprotect of mappings of 1 to MAX_PAGES pages, with some of the pages touched.
 * Each operation is the same sequence of STEPS, from the same seed, and begins and
 * ends with nothing mapped.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <stdint.h>
#include <sys/mman.h>

enum { STEPS = 1000, SLOTS = 64, MAX_PAGES = 32 };

static struct slot {
	char *pages;
	size_t count;
	int prot;
} slots[SLOTS];

static uint32_t state;

/* A linear congruential generator; its upper bits are good enough here. */
static unsigned int below(unsigned int limit)
{
	state = state * 1664525 + 1013904223;
	return (uint64_t)state * limit >> 32;
}

static void touch_some(struct slot *s)
{
	if (!(s->prot & PROT_WRITE))
		return;
	for (size_t i = below(4); i < s->count; i += 1 + below(4))
		touch(s->pages + i * PAGE, 1);
}

static void step_mmap(struct slot *s)
{
	s->count = 1 + below(MAX_PAGES);
	s->prot = PROT_READ | PROT_WRITE;
	s->pages = map_pages(s->count);
	touch_some(s);
}

static void step_munmap(struct slot *s)
{
	MUST(munmap(s->pages, s->count * PAGE));
	s->pages = NULL;
}

static void step_mremap(struct slot *s)
{
	size_t count = 1 + below(MAX_PAGES);
	void *p = mremap(s->pages, s->count * PAGE, count * PAGE, MREMAP_MAYMOVE);

	if (p == MAP_FAILED)
		fail("mremap from %zu to %zu pages: %m", s->count, count);
	s->pages = p;
	s->count = count;
	touch_some(s);
}

static void step_mprotect(struct slot *s)
{
	s->prot ^= PROT_WRITE;
	MUST(mprotect(s->pages, s->count * PAGE, s->prot));
	touch_some(s);
}

static void one_turn(void)
{
	static void (*const next[])(struct slot *) = {
		step_munmap, step_mremap, step_mprotect, touch_some,
	};
	struct slot *s = &slots[below(SLOTS)];

	if (s->pages)
		next[below(4)](s);
	else
		step_mmap(s);
}

void run_mmap_perf(unsigned int ops)
{
	while (ops--) {
		state = 20090805;
		for (int i = 0; i < STEPS; i++)
			one_turn();
		for (int i = 0; i < SLOTS; i++)
			if (slots[i].pages)
				step_munmap(&slots[i]);
	}
}
