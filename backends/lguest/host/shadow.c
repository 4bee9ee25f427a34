// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables that the CPU walks while a guest runs: a cache of what the guest's own
 * tables say, filled by page faults and emptied when the guest flushes, like a TLB.
 *
 * Each table belongs to one tag or to the kernel half, so there is no reverse map. An
 * entry is 0 or points to a frame of this guest, so an old entry can harm only
 * the guest that did not flush. Non-present entries have no bits set (L1TF).
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/io.h>
#include <asm/pgtable.h>

#include "lg.h"

#define TABLE	(LG_PTE_PRESENT | LG_PTE_WRITE | LG_PTE_USER | LG_PTE_ACCESSED)
#define HALF	256

static u64 *table_of(u64 entry)
{
	return phys_to_virt(entry & LG_PTE_FRAME);
}

static unsigned int slot(u64 va, int level)
{
	return (va >> (PAGE_SHIFT + 9 * (level - 1))) & 511;
}

/* Frees a table of @level and those below it. Level 1 has no tables below. */
static void free_table(struct lg_vcpu *vcpu, u64 *table, int level)
{
	int i;

	if (level > 1)
		for (i = 0; i < PTRS_PER_PTE; i++)
			if (table[i])
				free_table(vcpu, table_of(table[i]), level - 1);
	/* A large machine has many, each with 512 entries to look at. */
	if (level == 3)
		cond_resched();
	lg_pool_put(&vcpu->pool, table);
}

/** lg_shadow_zap_low - empty the user half of a tag */
void lg_shadow_zap_low(struct lg_vcpu *vcpu, struct lg_tag *tag)
{
	int i;

	for (i = 0; i < HALF; i++) {
		u64 entry = tag->user[i];

		if (!entry)
			continue;
		WRITE_ONCE(tag->user[i], 0);
		WRITE_ONCE(tag->kernel[i], 0);
		free_table(vcpu, table_of(entry), 3);
	}
	tag->supervisor_low = false;
	vcpu->private->supervisor[tag - vcpu->tag] = 0;
	lg_tag_stale(vcpu, tag);
}

/* The kernel half is the same everywhere, but for the slot of the areas. */
static void set_high(struct lg_vcpu *vcpu, int i, u64 entry)
{
	int t;

	vcpu->high[i - HALF] = entry;
	for (t = 0; t < LG_PCIDS; t++)
		WRITE_ONCE(vcpu->tag[t].kernel[i], entry);
}

/** lg_shadow_zap_high - empty the kernel half */
void lg_shadow_zap_high(struct lg_vcpu *vcpu)
{
	int i;

	for (i = HALF; i < PTRS_PER_PGD; i++) {
		u64 entry = vcpu->high[i - HALF];

		if (!entry)
			continue;
		set_high(vcpu, i, 0);
		free_table(vcpu, table_of(entry), 3);
	}
	vcpu->high_local = false;
	lg_tags_stale(vcpu);
}

/* The pool is empty: give up the other tags, or everything. */
static void reclaim(struct lg_vcpu *vcpu)
{
	int t;

	vcpu->count[LG_COUNT_POOL_EMPTY]++;
	for (t = 0; t < LG_PCIDS; t++)
		if (t != lg_pcid(vcpu))
			lg_shadow_zap_low(vcpu, &vcpu->tag[t]);
	if (vcpu->pool.free)
		return;
	lg_shadow_zap_low(vcpu, lg_tag(vcpu));
	lg_shadow_zap_high(vcpu);
}

static bool top_entry(struct lg_vcpu *vcpu, u64 va, u64 **below)
{
	struct lg_tag *tag = lg_tag(vcpu);
	unsigned int i = slot(va, 4);
	u64 entry = i < HALF ? tag->user[i] : vcpu->high[i - HALF];

	if (!entry) {
		u64 *table = lg_pool_get(&vcpu->pool);

		if (!table)
			return false;
		entry = __pa(table) | TABLE;
		if (i >= HALF) {
			set_high(vcpu, i, entry);
		} else {
			WRITE_ONCE(tag->user[i], entry);
			/* With five levels user[] serves kernel mode as well. */
			if (!tag->kernel5)
				WRITE_ONCE(tag->kernel[i], entry);
		}
	}
	*below = table_of(entry);
	return true;
}

static bool next_entry(struct lg_vcpu *vcpu, u64 va, int level, u64 **table)
{
	u64 *entry = &(*table)[slot(va, level)];

	if (!*entry) {
		u64 *below = lg_pool_get(&vcpu->pool);

		if (!below)
			return false;
		WRITE_ONCE(*entry, __pa(below) | TABLE);
	}
	*table = table_of(*entry);
	return true;
}

/**
 * lg_shadow_table - the last table on the way to an address, with what is missing above
 * @vcpu: in its present tag
 * @va: canonical, and not in slot LG_SLOT
 *
 * Return: the table of 512 entries of 4 KiB. The pool holds enough for one way.
 */
u64 *lg_shadow_table(struct lg_vcpu *vcpu, u64 va)
{
	u64 *table;

	for (;;) {
		if (top_entry(vcpu, va, &table) && next_entry(vcpu, va, 3, &table) &&
		    next_entry(vcpu, va, 2, &table))
			return table;
		reclaim(vcpu);
	}
}

/**
 * lg_shadow_zap - drop what the present tag says about one page
 * @va: any address in it
 */
void lg_shadow_zap(struct lg_vcpu *vcpu, u64 va)
{
	struct lg_tag *tag = lg_tag(vcpu);
	unsigned int i = slot(va, 4);
	u64 entry;
	int level;

	if (!lg_is_canonical(va))
		return;
	entry = i < HALF ? tag->user[i] : vcpu->high[i - HALF];
	for (level = 3; entry && level > 1; level--)
		entry = table_of(entry)[slot(va, level)];
	if (!entry)
		return;
	WRITE_ONCE(table_of(entry)[slot(va, 1)], 0);
	if (i < HALF)
		lg_tag_stale(vcpu, tag);
	else
		lg_tags_stale(vcpu);
}
