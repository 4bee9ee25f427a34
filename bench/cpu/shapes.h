/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A shape: the bytes of one call site in one form, and the code around sites.
 * bench/cpu/shapes.S and bench/cpu/filler.S make them, bench/cpu/layout.c copies
 * them into the code that is measured.
 */
#ifndef PVOPS_BENCH_CPU_SHAPES_H
#define PVOPS_BENCH_CPU_SHAPES_H

#define SHAPE_RELATIVE	1	/* the last 4 bytes are an offset from the end */
#define SHAPE_COLD	2	/* also measured with cold caches */
#define CHAIN_LENGTH	256	/* additions in chain() */

#ifndef __ASSEMBLER__

#include <stdint.h>

/**
 * struct shape - one row of the table that bench/cpu/shapes.S emits
 * @op:    operation, with its stand-in if it needs one
 * @form:  what is at the site
 * @start: its bytes
 * @end:   what is after them
 * @flags: SHAPE_*
 */
struct shape {
	const char *op;
	const char *form;
	const uint8_t *start;
	const uint8_t *end;
	uint64_t flags;
};

/* Sections with C names: the linker provides their ends. */
extern const struct shape __start_shapes[], __stop_shapes[];
/* Pairs of pointers, start and end of each piece of surrounding code. */
extern const uint8_t *const __start_fillers[], *const __stop_fillers[];

/* A body too: CHAIN_LENGTH additions, each of which waits for the one before. */
extern const uint8_t chain[];

#endif

#endif
