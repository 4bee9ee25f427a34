// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tags: what shadow tables a value of the guest's CR3 has, and what of them the TLB may
 * still hold. A tag is one of the guest's PCIDs. The guest flushes them as it
 * would those of a CPU, and Linux's own logic says when (threat table, "PCID or
 * paging-structure staleness").
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <asm/pgtable.h>
#include <asm/tlbflush.h>

#include "lg.h"

#define PCID_FIRST	0x7e0	/* the kernel's own are 1..6, and those + 0x800 */
#define TABLE		(LG_PTE_PRESENT | LG_PTE_WRITE | LG_PTE_USER | LG_PTE_ACCESSED)

static u64 *new_table(void)
{
	return (u64 *)get_zeroed_page(GFP_KERNEL_ACCOUNT);
}

/*
 * With five levels, the guest's four hang below one table more. Kernel mode gets the
 * low half from user[], so that kernel[] has nothing at addresses which only the fifth
 * level makes canonical: a pointer there, given by a user, must not reach the kernel.
 */
static int wrap(struct lg_tag *tag)
{
	tag->kernel5 = new_table();
	tag->user5 = new_table();
	if (!tag->kernel5 || !tag->user5)
		return -ENOMEM;
	tag->kernel5[0] = __pa(tag->user) | TABLE;
	tag->kernel5[PTRS_PER_PGD - 1] = __pa(tag->kernel) | TABLE;
	tag->user5[0] = __pa(tag->user) | TABLE;
	tag->kernel5[LG_SLOT] = lg_slot_entry();
	tag->user5[LG_SLOT] = lg_slot_entry();
	return 0;
}

static int init_tag(struct lg_tag *tag)
{
	tag->cr3 = LG_NO_CR3;
	tag->kernel = new_table();
	tag->user = new_table();
	if (!tag->kernel || !tag->user)
		return -ENOMEM;
	if (pgtable_l5_enabled())
		return wrap(tag);
	tag->kernel[LG_SLOT] = lg_slot_entry();
	tag->user[LG_SLOT] = lg_slot_entry();
	return 0;
}

/*
 * A root is what goes into CR3. Its bit 63 is what the TLB knows of it: the switcher sets
 * it with each load, if the CPU has PCIDs, and it is cleared here when something
 * has been removed.
 */
static u64 root(u64 *top, unsigned int number)
{
	u64 value = __pa(top);

	return cr4_read_shadow() & X86_CR4_PCIDE ? value | (PCID_FIRST + number) : value;
}

static void set_roots(struct lg_vcpu *vcpu, struct lg_tag *tag)
{
	unsigned int number = 2 * (tag - vcpu->tag);
	u64 *roots = vcpu->private->root;

	roots[number] = root(tag->kernel5 ?: tag->kernel, number);
	roots[number + LG_ROOT_USER] = root(tag->user5 ?: tag->user, number + LG_ROOT_USER);
}

/**
 * lg_tags_init - the top tables of all tags
 *
 * Return: 0 or -ENOMEM; lg_tags_free() is due after either.
 */
int lg_tags_init(struct lg_vcpu *vcpu)
{
	int t, error = 0;

	for (t = 0; t < LG_PCIDS && !error; t++) {
		vcpu->private->tag_cr3[t] = LG_NO_CR3;
		error = init_tag(&vcpu->tag[t]);
		if (!error)
			set_roots(vcpu, &vcpu->tag[t]);
	}
	return error;
}

/**
 * lg_tags_free - give all tables back to the pool, and free the top ones
 */
void lg_tags_free(struct lg_vcpu *vcpu)
{
	struct lg_tag *tag;

	if (vcpu->tag[LG_PCIDS - 1].user)
		lg_shadow_zap_high(vcpu);
	for (tag = vcpu->tag; tag < vcpu->tag + LG_PCIDS; tag++) {
		if (tag->kernel && tag->user)
			lg_shadow_zap_low(vcpu, tag);
		free_page((unsigned long)tag->kernel);
		free_page((unsigned long)tag->user);
		free_page((unsigned long)tag->kernel5);
		free_page((unsigned long)tag->user5);
	}
}

/** lg_tag_stale - something was removed from a tag: flush it before it is used next */
void lg_tag_stale(struct lg_vcpu *vcpu, struct lg_tag *tag)
{
	u64 *roots = vcpu->private->root + 2 * (tag - vcpu->tag);

	roots[0] &= ~CR3_NOFLUSH;
	roots[LG_ROOT_USER] &= ~CR3_NOFLUSH;
}

/** lg_tags_stale - the same for all tags */
void lg_tags_stale(struct lg_vcpu *vcpu)
{
	int t;

	for (t = 0; t < LG_PCIDS; t++)
		lg_tag_stale(vcpu, &vcpu->tag[t]);
}

/** lg_tag_supervisor - the present tag gets a low entry that is not for user mode */
void lg_tag_supervisor(struct lg_vcpu *vcpu)
{
	lg_tag(vcpu)->supervisor_low = true;
	vcpu->private->supervisor[lg_pcid(vcpu)] = 1;
}

/**
 * lg_fast_update - say what the switcher may do alone
 *
 * It does system calls of user mode, LG_IRET and LG_SET_CR3 without leaving the guest.
 * They need the shared page.
 */
void lg_fast_update(struct lg_vcpu *vcpu)
{
	vcpu->private->fast = !!vcpu->page;
	vcpu->private->syscall_stub = vcpu->page ? vcpu->stub[LG_EVENT_SYSCALL] : 0;
}

/**
 * lg_set_cr3 - the guest changes its page table
 * @value: as the guest gives it, unchecked
 */
enum lg_next lg_set_cr3(struct lg_vcpu *vcpu, u64 value)
{
	u64 cr3 = value & LG_PTE_FRAME;
	unsigned int pcid = value & LG_CR3_PCID;
	struct lg_tag *tag;

	vcpu->count[LG_COUNT_SET_CR3]++;
	if (pcid >= LG_PCIDS)
		pcid = 0;
	if (!lg_ram_page(vcpu->vm, cr3))
		return lg_crash(vcpu, LG_CRASH_CR3, 0, value);
	tag = &vcpu->tag[pcid];
	if (tag->cr3 != cr3 || !(value & CR3_NOFLUSH))
		lg_shadow_zap_low(vcpu, tag);
	tag->cr3 = cr3;
	vcpu->private->tag_cr3[pcid] = cr3;
	vcpu->private->current_root = 2 * pcid;
	if (!vcpu->page || !(READ_ONCE(vcpu->page->cr4) & X86_CR4_PGE) ||
	    (vcpu->high_local && !(value & CR3_NOFLUSH)))
		lg_shadow_zap_high(vcpu);
	if (vcpu->page)
		WRITE_ONCE(vcpu->page->cr3, value & ~CR3_NOFLUSH);
	return LG_NEXT_ENTER;
}

static void flush_list(struct lg_vcpu *vcpu)
{
	struct lg_flush *list = &vcpu->page->flush;
	u64 i, n = min_t(u64, READ_ONCE(list->n), LG_FLUSH_LIST_MAX);

	for (i = 0; i < n; i++)
		lg_shadow_zap(vcpu, READ_ONCE(list->address[i]));
}

/**
 * lg_flush - the guest drops translations
 * @what: LG_FLUSH_*; anything else means everything
 */
void lg_flush(struct lg_vcpu *vcpu, u64 what)
{
	int t;

	vcpu->count[LG_COUNT_FLUSH]++;
	if (what == LG_FLUSH_LIST && vcpu->page) {
		flush_list(vcpu);
	} else if (what == LG_FLUSH_PCID) {
		lg_shadow_zap_low(vcpu, lg_tag(vcpu));
		if (vcpu->high_local)
			lg_shadow_zap_high(vcpu);
	} else {
		for (t = 0; t < LG_PCIDS; t++)
			lg_shadow_zap_low(vcpu, &vcpu->tag[t]);
		lg_shadow_zap_high(vcpu);
	}
}
