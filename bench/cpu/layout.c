// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lay out code: bodies of filler and sites, each ended by a return.
 *
 * What the same bytes cost depends on where they are: on the alignment of each
 * branch, on what shares a cache line.  So every layout with its own seed begins
 * elsewhere and has the filler in another order, and results are averages over
 * several; layouts of different shapes with one seed are alike.
 */
#include "layout.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define RET		0xc3	/* SDM Vol. 2, RET: C3 */
#define INT3		0xcc	/* SDM Vol. 2, INT3: CC */
#define LINE		64u
#define SHAPE_MAX	16u	/* one instruction has 15 at most */
#define HUGE		(2u << 20)

/* A generator that is the same on every machine (Numerical Recipes' constants). */
static unsigned int draw(unsigned int *state, unsigned int below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static size_t longest_filler(void)
{
	const uint8_t *const *filler;
	size_t longest = 0;

	for (filler = __start_fillers; filler < __stop_fillers; filler += 2)
		if ((size_t)(filler[1] - filler[0]) > longest)
			longest = (size_t)(filler[1] - filler[0]);
	return longest;
}

static uint8_t *put(uint8_t *to, const uint8_t *start, const uint8_t *end)
{
	memcpy(to, start, (size_t)(end - start));
	return to + (end - start);
}

/* A moved call still has to reach its target. */
static uint8_t *put_shape(uint8_t *to, const struct shape *shape)
{
	uint8_t *end = put(to, shape->start, shape->end);
	int32_t distance;

	if (shape->flags & SHAPE_RELATIVE) {
		memcpy(&distance, end - 4, 4);
		distance += (int32_t)(shape->end - end);
		memcpy(end - 4, &distance, 4);
	}
	return end;
}

static void put_body(uint8_t *to, const struct context *context,
		     const struct shape *shape, unsigned int *state)
{
	unsigned int fillers = (unsigned int)(__stop_fillers - __start_fillers) / 2;
	unsigned int site;

	for (site = 0; site < context->sites; site++) {
		if (context->filler) {
			unsigned int i = 2 * draw(state, fillers);

			to = put(to, __start_fillers[i], __start_fillers[i + 1]);
		}
		to = put_shape(to, shape);
	}
	*to = RET;
}

static void shuffle(const uint8_t **bodies, size_t count, unsigned int *state)
{
	for (; count > 1; count--) {
		size_t other = draw(state, (unsigned int)count);
		const uint8_t *body = bodies[count - 1];

		bodies[count - 1] = bodies[other];
		bodies[other] = body;
	}
}

/*
 * In the lowest 2 GiB, where the program is: every call target is in reach.  A
 * kernel's text is mapped with huge pages, and so is a large layout if it can be.
 */
static uint8_t *map(size_t size)
{
	size_t room = size >= HUGE ? size + HUGE : size;
	uint8_t *at = mmap(NULL, room, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	if (size >= HUGE) {
		at += HUGE - (uintptr_t)at % HUGE;
		madvise(at, size, MADV_HUGEPAGE);
	}
	return at;
}

/* Memory for a layout: its own, or what the layouts of this context share. */
static uint8_t *place(const struct context *context, size_t size)
{
	static uint8_t *shared;

	if (context->repeat)
		return map(size);
	if (!shared)
		shared = map(size);
	else if (mprotect(shared, size, PROT_READ | PROT_WRITE))
		return NULL;
	return shared;
}

static int keep_image(struct layout *layout)
{
	layout->image = malloc(layout->size);
	if (!layout->image)
		return -1;
	memcpy(layout->image, layout->text, layout->size);
	return 0;
}

int layout_make(struct layout *layout, const struct context *context,
		const struct shape *shape, unsigned int seed)
{
	size_t block = (context->filler ? longest_filler() : 0) + SHAPE_MAX;
	/* Room for the longest body after the offset, the same for every shape. */
	size_t slot = (context->sites * block + 1 + LINE) / LINE * LINE + LINE;
	size_t i;

	layout->size = slot * context->bodies;
	layout->count = context->bodies;
	layout->text = place(context, layout->size);
	layout->bodies = malloc(layout->count * sizeof(*layout->bodies));
	if (!layout->text || !layout->bodies)
		return -1;
	memset(layout->text, INT3, layout->size);
	for (i = 0; i < layout->count; i++) {
		uint8_t *at = layout->text + i * slot + draw(&seed, LINE);

		put_body(at, context, shape, &seed);
		layout->bodies[i] = at;
	}
	shuffle(layout->bodies, layout->count, &seed);
	if (!context->repeat && keep_image(layout))
		return -1;
	return mprotect(layout->text, layout->size, PROT_READ | PROT_EXEC);
}

int layout_load(const struct layout *layout)
{
	if (!layout->image)
		return 0;
	if (mprotect(layout->text, layout->size, PROT_READ | PROT_WRITE))
		return -1;
	memcpy(layout->text, layout->image, layout->size);
	return mprotect(layout->text, layout->size, PROT_READ | PROT_EXEC);
}

int layout_single(struct layout *layout, const uint8_t *body)
{
	*layout = (struct layout){ .bodies = malloc(sizeof(*layout->bodies)), .count = 1 };
	if (!layout->bodies)
		return -1;
	layout->bodies[0] = body;
	return 0;
}
