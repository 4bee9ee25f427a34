// SPDX-License-Identifier: GPL-2.0-only
/*
 * A walk through the guest's page tables, which are memory that the guest's other
 * threads and its launcher change at any time. Each entry is read once, what is read is
 * checked, and what is checked is used (threat table, "slot 256, self-maps, loops").
 * A walk reads four entries, whatever the tables say.
 */
#include <linux/atomic.h>
#include <linux/mm.h>
#include <asm/processor.h>

#include "lg.h"

#define LEVELS		4
#define LARGEST		3	/* a leaf of 1 GiB */

static u64 span(int level)
{
	return 1ULL << (PAGE_SHIFT + 9 * (level - 1));
}

/* Bits that must be 0: beyond the CPU's address size; PS of level 4; below a large frame. */
static u64 reserved(int level, u64 entry)
{
	u64 bits = LG_PTE_FRAME & ~((1ULL << boot_cpu_data.x86_phys_bits) - 1);

	if (level == LEVELS)
		return bits | LG_PTE_LARGE;
	if (level > 1 && (entry & LG_PTE_LARGE))
		return bits | ((span(level) - 1) & LG_PTE_FRAME & ~(1ULL << 12));
	return bits;
}

static bool is_leaf(int level, u64 entry)
{
	return level == 1 || (level <= LARGEST && (entry & LG_PTE_LARGE));
}

/* Sets A, and D for a write. Fails if the entry is no longer what was read. */
static bool mark(u64 *at, u64 *entry, bool dirty)
{
	u64 want = *entry | LG_PTE_ACCESSED | (dirty ? LG_PTE_DIRTY : 0);

	if (want == *entry)
		return true;
	if (cmpxchg(at, *entry, want) != *entry)
		return false;
	*entry = want;
	return true;
}

static bool denied(const struct lg_walk *walk, u32 access)
{
	if ((access & LG_PF_USER) && !(walk->rights & LG_PTE_USER))
		return true;
	if ((access & LG_PF_WRITE) && !(walk->rights & LG_PTE_WRITE))
		return true;
	return (access & LG_PF_FETCH) && (walk->rights & LG_PTE_NX);
}

enum step { STEP_AGAIN, STEP_DOWN, STEP_DONE, STEP_FAULT };

static enum step fault(struct lg_walk *walk, u32 access, u32 error)
{
	walk->error = access | error;
	return STEP_FAULT;
}

/* One level: reads the entry in *table for walk->va, and says what is below. */
static enum step step(struct lg_vcpu *vcpu, u32 access, struct lg_walk *walk, u64 **table)
{
	int level = walk->level;
	u64 *at = &(*table)[(walk->va >> (PAGE_SHIFT + 9 * (level - 1))) & 511];
	u64 entry = READ_ONCE(*at);
	u64 offset = walk->va & (span(level) - 1);
	bool leaf = is_leaf(level, entry);

	if (!(entry & LG_PTE_PRESENT))
		return fault(walk, access, 0);
	if (entry & reserved(level, entry))
		return fault(walk, access, LG_PF_PRESENT | LG_PF_RESERVED);
	walk->above = walk->rights;
	walk->rights &= entry | LG_PTE_NX;
	walk->rights |= entry & LG_PTE_NX;
	if (leaf && denied(walk, access))
		return fault(walk, access, LG_PF_PRESENT);
	if (!mark(at, &entry, leaf && (access & LG_PF_WRITE)))
		return STEP_AGAIN;
	if (leaf) {
		walk->entry = entry;
		walk->table = *table;
		walk->gpa = ((entry & LG_PTE_FRAME & ~(span(level) - 1)) | offset);
		return STEP_DONE;
	}
	*table = lg_ram_page(vcpu->vm, entry & LG_PTE_FRAME);
	return *table ? STEP_DOWN : fault(walk, access, LG_PF_PRESENT | LG_PF_RESERVED);
}

static enum step walk_once(struct lg_vcpu *vcpu, u32 access, struct lg_walk *walk)
{
	u64 *table = lg_ram_page(vcpu->vm, lg_tag(vcpu)->cr3);
	enum step s;

	walk->rights = LG_PTE_WRITE | LG_PTE_USER;
	if (!table)
		return fault(walk, access, 0);
	/* Level 1 has no way down, so this ends with a level. */
	for (walk->level = LEVELS; ; walk->level--) {
		s = step(vcpu, access, walk, &table);
		if (s != STEP_DOWN)
			return s;
	}
}

/**
 * lg_walk - what the guest's tables say about an address
 * @va: canonical
 * @access: LG_PF_WRITE, LG_PF_FETCH, LG_PF_USER: what is to be allowed
 * @walk: the result; after a failure only its error, for the guest's page fault
 *
 * Marks the entries as accessed, and as dirty for a write. walk->gpa need not be RAM.
 *
 * Return: whether the access is allowed.
 */
bool lg_walk(struct lg_vcpu *vcpu, u64 va, u32 access, struct lg_walk *walk)
{
	enum step s;
	int tries;

	walk->va = va;
	/* An entry that changes all the time is not the host's to wait for. */
	for (tries = 0; tries < 8; tries++) {
		s = walk_once(vcpu, access, walk);
		if (s != STEP_AGAIN)
			return s == STEP_DONE;
	}
	walk->error = access;
	return false;
}

/**
 * lg_read_guest - read what the guest's kernel sees at an address
 *
 * Return: how many bytes of @n could be read.
 */
unsigned int lg_read_guest(struct lg_vcpu *vcpu, u64 va, void *to, unsigned int n)
{
	unsigned int done = 0;
	struct lg_walk walk;

	while (done < n) {
		unsigned int offset = (va + done) & ~PAGE_MASK;
		unsigned int part = min_t(unsigned int, n - done, PAGE_SIZE - offset);
		void *page;

		if (!lg_is_canonical(va + done) || !lg_walk(vcpu, va + done, 0, &walk))
			break;
		page = lg_ram_page(vcpu->vm, walk.gpa);
		if (!page)
			break;
		memcpy(to + done, page + offset, part);
		done += part;
	}
	return done;
}
