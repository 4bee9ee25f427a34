/* SPDX-License-Identifier: GPL-2.0-only */
/* The counters of the plugin, and what the running guest does to them. */
#ifndef BENCH_COUNT_SPANS_H
#define BENCH_COUNT_SPANS_H

#include "qemu_plugin.h"

#define SPANS		64
#define RANGES		(1 << 18)

/**
 * struct tally - what was executed in a range
 * @all:  instructions that begin in it
 * @over: those of them that reach over the whole next range and beyond it
 */
struct tally {
	uint64_t all, over;
};

/**
 * struct span - what is counted between two addresses
 * @name:       as the user calls it
 * @start:      address of the first instruction that is counted
 * @end:        address of the first one that is not
 * @on:         the guest is between them
 * @from:       the total when it came there
 * @count:      instructions executed there, up to the last time it left
 * @entries:    how often it left
 * @where:      @count for each range
 * @where_from: the tally of each range when it came there
 */
struct span {
	char name[32];
	uint64_t start, end;
	bool on;
	uint64_t from, count, entries;
	struct tally *where, *where_from;
};

/* A string instruction with a REP prefix. */
struct rep {
	uint64_t addr;
	struct tally *hits;
};

extern struct span spans[SPANS];
extern unsigned int nr_spans;

/* All instructions executed so far; hits[i] are those in range i. */
extern uint64_t total;
extern struct tally hits[RANGES];
/* Where each begins.  The first is address 0, for what is in none. */
extern uint64_t ranges[RANGES];
extern size_t nr_ranges;

bool spans_alloc(void);
void spans_report(void);
struct tally *hits_of(uint64_t addr);
bool reaches_over(const struct tally *range, uint64_t end);

/* Called by the guest; the data is a span, a span, nothing and a rep. */
void span_start(unsigned int vcpu, void *data);
void span_end(unsigned int vcpu, void *data);
void stop_here(unsigned int vcpu, void *data);
void rep_turn(unsigned int vcpu, void *data);

#endif
