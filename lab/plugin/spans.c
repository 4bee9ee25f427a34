// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the guest's execution does to the counters.  Every instruction adds one to
 * the total, and a span notes the total where it starts and ends: no other way is
 * as cheap.  What an interrupt handler executes inside a span is part of it.
 *
 * A string instruction with a REP prefix counts once, as a CPU retires it.  QEMU
 * translates it into a block that does one element and jumps to itself, and under
 * -icount takes one more turn to find the count register empty; each turn looks
 * like an execution.  A turn is not the first one if no other instruction has been
 * counted since the last.  If an interrupt arrives in the middle, it counts twice.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "spans.h"

struct span spans[SPANS];
unsigned int nr_spans;
uint64_t total, ranges[RANGES];
struct tally hits[RANGES];
size_t nr_ranges = 1;

/* The last turn of any string instruction, and the total after it. */
static uint64_t rep_addr, rep_total;

bool spans_alloc(void)
{
	struct span *span;

	for (span = spans; span < spans + nr_spans; span++) {
		span->where = calloc(nr_ranges, sizeof(*hits));
		span->where_from = calloc(nr_ranges, sizeof(*hits));
		if (!span->where || !span->where_from)
			return false;
	}
	return true;
}

void spans_report(void)
{
	const struct span *span;
	size_t i;

	for (span = spans; span < spans + nr_spans; span++) {
		printf("span %s %" PRIu64 " %" PRIu64 "\n", span->name,
		       span->count, span->entries);
		for (i = 0; i < nr_ranges && nr_ranges > 1; i++)
			if (span->where[i].all)
				printf("where %s %" PRIx64 " %" PRIu64 " %" PRIu64 "\n",
				       span->name, ranges[i], span->where[i].all,
				       span->where[i].over);
	}
	fflush(stdout);
}

struct tally *hits_of(uint64_t addr)
{
	size_t low = 0, high = nr_ranges;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (ranges[middle] <= addr)
			low = middle;
		else
			high = middle;
	}
	return &hits[low];
}

/* Of an instruction in @range that ends at @end. */
bool reaches_over(const struct tally *range, uint64_t end)
{
	size_t after_next = (size_t)(range - hits) + 2;

	return after_next < nr_ranges && end > ranges[after_next];
}

void span_start(unsigned int vcpu, void *data)
{
	struct span *span = data;

	(void)vcpu;
	if (span->on)
		return;
	span->on = true;
	span->from = total;
	memcpy(span->where_from, hits, nr_ranges * sizeof(*hits));
}

void span_end(unsigned int vcpu, void *data)
{
	struct span *span = data;
	size_t i;

	(void)vcpu;
	if (!span->on)
		return;
	span->on = false;
	span->entries++;
	span->count += total - span->from;
	printf("entry %s %" PRIu64 "\n", span->name, total - span->from);
	fflush(stdout);
	for (i = 0; i < nr_ranges; i++) {
		span->where[i].all += hits[i].all - span->where_from[i].all;
		span->where[i].over += hits[i].over - span->where_from[i].over;
	}
}

/* The emulator's own way out waits for the CPU that we are on. */
void stop_here(unsigned int vcpu, void *data)
{
	(void)vcpu;
	(void)data;
	spans_report();
	_exit(0);
}

void rep_turn(unsigned int vcpu, void *data)
{
	const struct rep *rep = data;

	(void)vcpu;
	if (rep->addr != rep_addr || total != rep_total) {
		total++;
		rep->hits->all++;
	}
	rep_addr = rep->addr;
	rep_total = total;
}
