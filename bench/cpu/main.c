// SPDX-License-Identifier: GPL-2.0-only
/*
 * The measuring half of bench/cpu/measure, which starts it, tells it how long to go
 * on, and does the arithmetic.
 *
 *	cpu-sites CPU CLOCK	pinned to CPU; CLOCK is auto, perf or tsc
 *
 * Standard output first has "clock perf" or "clock tsc", and a line "column CONTEXT
 * OP FORM SITES BODIES BYTES" for each column.  Then, for each number N read from
 * standard input, N times a line "round" with two numbers for each column: ticks and
 * instructions per site; and "done".
 *
 * A round measures every shape in every layout of every context once, one after
 * the other, so that whatever changes with time changes all of them.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "layout.h"

#define LAYOUTS		8
#define SAMPLE_TICKS	40000	/* much longer than reading a clock, much shorter than a time slice */
#define COLD_SITES	8
#define COLD_PARTS	31	/* an odd number has a median */
#define COLD_BYTES	(8u << 20)
#define BLOCK_BYTES	45u	/* filler and site, on average */
#define L1I_BYTES	(32u << 10)	/* if the system does not know */
#define CANNOT_RUN	2

/* One shape in one context, and what the current round has measured of it. */
struct column {
	const struct context *context;
	unsigned int nr_layouts;
	struct layout layouts[LAYOUTS];
	double ticks;
	double instructions;
};

static struct column *columns;
static size_t nr_columns;
static uint8_t data[4096] __attribute__((aligned(4096)));

static void fail(const char *what)
{
	fprintf(stderr, "cpu-sites: %s: %s\n", what, strerror(errno));
	exit(CANNOT_RUN);
}

static struct reading timed(const uint8_t **bodies, size_t count)
{
	struct reading begin, end;

	begin = clock_read();
	run(bodies, bodies + count, data);
	end = clock_read();
	return (struct reading){ end.ticks - begin.ticks,
				 end.instructions - begin.instructions };
}

static int by_ticks(const void *a, const void *b)
{
	const struct reading *x = a, *y = b;

	return (x->ticks > y->ticks) - (x->ticks < y->ticks);
}

/*
 * The first run brings the code to where the second will find it.  That one is
 * measured in parts, and the median part counts: one part in which another process
 * had the CPU does no harm.
 */
static struct reading sample(const struct layout *layout, unsigned int parts)
{
	struct reading part[COLD_PARTS];
	size_t count = layout->count / parts;
	unsigned int i;

	if (layout_load(layout))
		fail("cannot make the code to be measured executable");
	run(layout->bodies, layout->bodies + layout->count, data);
	for (i = 0; i < parts; i++)
		part[i] = timed(layout->bodies + i * count, count);
	qsort(part, parts, sizeof(*part), by_ticks);
	return part[parts / 2];
}

/* Have the only body executed so often that a sample takes SAMPLE_TICKS. */
static void repeat(struct layout *layout)
{
	uint64_t ticks = UINT64_MAX;
	size_t count, i;

	for (i = 0; i < LAYOUTS; i++) {
		uint64_t now = sample(layout, 1).ticks;

		ticks = now < ticks ? now : ticks;
	}
	count = SAMPLE_TICKS / (ticks + 1) + 1;
	layout->bodies = realloc(layout->bodies, count * sizeof(*layout->bodies));
	if (!layout->bodies)
		fail("no memory for the order of execution");
	for (i = 1; i < count; i++)
		layout->bodies[i] = layout->bodies[0];
	layout->count = count;
}

static struct column *add_column(const struct context *context)
{
	struct column *column;

	columns = realloc(columns, (nr_columns + 1) * sizeof(*columns));
	if (!columns)
		fail("no memory for the columns");
	column = memset(&columns[nr_columns++], 0, sizeof(*columns));
	column->context = context;
	return column;
}

static void add_shape(const struct context *context, const struct shape *shape)
{
	struct column *column = add_column(context);
	unsigned int i;

	column->nr_layouts = context->repeat ? LAYOUTS : 1;
	for (i = 0; i < column->nr_layouts; i++) {
		if (layout_make(&column->layouts[i], context, shape, i))
			fail("no memory for the code to be measured");
		if (context->repeat)
			repeat(&column->layouts[i]);
	}
	printf("column %s %s %s %u %u %td\n", context->name, shape->op, shape->form,
	       context->sites, context->bodies, shape->end - shape->start);
}

static void add_context(const struct context *context)
{
	const struct shape *shape;

	for (shape = __start_shapes; shape < __stop_shapes; shape++)
		if (context->repeat || shape->flags & SHAPE_COLD)
			add_shape(context, shape);
}

/* The length of a cycle, measured in every layout's turn like the shapes. */
static void add_chain(void)
{
	static struct context context = { .name = "cycle", .bodies = 1, .repeat = true };
	struct column *column = add_column(&context);
	unsigned int i;

	context.sites = CHAIN_LENGTH;
	column->nr_layouts = LAYOUTS;
	for (i = 0; i < LAYOUTS; i++) {
		if (layout_single(&column->layouts[i], chain))
			fail("no memory for the order of execution");
		repeat(&column->layouts[i]);
	}
	printf("column cycle none none %u 1 0\n", context.sites);
}

static void add_contexts(void)
{
	static struct context contexts[] = {
		{ "alone", .sites = 64, .bodies = 1, .repeat = true },
		{ "mixed", .sites = 32, .bodies = 1, .repeat = true, .filler = true },
		{ "decode", .bodies = 1, .repeat = true, .filler = true },
		{ "cold", .sites = COLD_SITES, .filler = true,
		  .bodies = COLD_BYTES / COLD_SITES / BLOCK_BYTES },
	};
	long l1i = sysconf(_SC_LEVEL1_ICACHE_SIZE);
	size_t i;

	/* Three quarters of the instruction cache; too much for a cache of decoded code. */
	contexts[2].sites = (l1i > 0 ? (unsigned int)l1i : L1I_BYTES) / 4 * 3 / BLOCK_BYTES;
	add_chain();
	for (i = 0; i < sizeof(contexts) / sizeof(*contexts); i++)
		add_context(&contexts[i]);
}

static void measure(struct column *column, unsigned int i)
{
	const struct layout *layout = &column->layouts[i];
	unsigned int parts = column->context->repeat ? 1 : COLD_PARTS;
	double sites = (double)column->context->sites * column->nr_layouts *
		       (double)(layout->count / parts);
	struct reading spent = sample(layout, parts);

	column->ticks += (double)spent.ticks / sites;
	column->instructions += (double)spent.instructions / sites;
}

static void round_of_all(void)
{
	struct column *column;
	unsigned int i;

	for (column = columns; column < columns + nr_columns; column++)
		column->ticks = column->instructions = 0;
	for (i = 0; i < LAYOUTS; i++)
		for (column = columns; column < columns + nr_columns; column++)
			if (i < column->nr_layouts)
				measure(column, i);

	printf("round");
	for (column = columns; column < columns + nr_columns; column++)
		printf(" %.5g %.5g", column->ticks, column->instructions);
	printf("\n");
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		fail("cannot run on that CPU, choose another with --cpu");
}

static bool choose_clock(const char *name)
{
	bool perf = strcmp(name, "tsc") && clock_open(true);

	if (!perf && (!strcmp(name, "perf") || !clock_open(false)))
		return false;
	printf("clock %s\n", perf ? "perf" : "tsc");
	return true;
}

int main(int argc, char **argv)
{
	unsigned int rounds;

	if (argc != 3) {
		fprintf(stderr, "cpu-sites: bench/cpu/measure starts this program\n");
		return CANNOT_RUN;
	}
	pin(atoi(argv[1]));
	if (!choose_clock(argv[2])) {
		fprintf(stderr, "cpu-sites: no performance counters here, "
			"use --clock tsc\n");
		return CANNOT_RUN;
	}
	add_contexts();
	printf("done\n");
	fflush(stdout);
	while (scanf("%u", &rounds) == 1) {
		while (rounds--)
			round_of_all();
		printf("done\n");
		if (fflush(stdout))
			return CANNOT_RUN;
	}
	return 0;
}
