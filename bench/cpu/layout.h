/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A layout: code with many copies of one shape, and the order to execute it in.
 */
#ifndef PVOPS_BENCH_CPU_LAYOUT_H
#define PVOPS_BENCH_CPU_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shapes.h"

/**
 * struct context - what stands around the sites, and which caches hold it
 * @name:   as it is printed
 * @sites:  in one body, a function that is called
 * @bodies: in one layout
 * @filler: other code before each site
 * @repeat: execute the bodies many times, so that caches have them; otherwise all
 *          layouts of the context take turns at one place in memory, because what
 *          comes from far away takes longer from some places than from others
 */
struct context {
	const char *name;
	unsigned int sites;
	unsigned int bodies;
	bool filler;
	bool repeat;
};

/**
 * struct layout - code that is ready to run
 * @bodies: the functions, in the order of execution; from malloc()
 * @count:  how many
 * @text:   where their code is
 * @image:  what has to be copied there before it can run, or NULL
 * @size:   of the code
 */
struct layout {
	const uint8_t **bodies;
	size_t count;
	uint8_t *text;
	uint8_t *image;
	size_t size;
};

/**
 * layout_make - generate the code of one shape in one context
 * @layout:  to fill in
 * @context: where the shape stands
 * @shape:   what is repeated
 * @seed:    layouts with equal seeds differ in nothing but the shape
 *
 * Return: 0, or -1 with errno set.  The memory is never freed.
 */
int layout_make(struct layout *layout, const struct context *context,
		const struct shape *shape, unsigned int seed);

/**
 * layout_single - a layout of one body that exists already
 * @layout: to fill in
 * @body:   a function
 *
 * Return: 0, or -1 with errno set.
 */
int layout_single(struct layout *layout, const uint8_t *body);

/**
 * layout_load - make a layout ready to run
 * @layout: from layout_make() or layout_single()
 *
 * Return: 0, or -1 with errno set.
 */
int layout_load(const struct layout *layout);

/** run - call every body from @bodies up to @end; @data is what they work on */
void run(const uint8_t **bodies, const uint8_t **end, void *data);

#endif
