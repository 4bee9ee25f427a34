// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page fault while the guest ran: a miss of the shadow tables, which the guest never
 * hears of, or a fault by its own tables, or an access to a device.
 */
#include <linux/mm.h>
#include <asm/trapnr.h>

#include "lg.h"

#define AROUND		16	/* entries that one miss looks at */
#define LARGE_SIZE	(1ULL << 21)

static bool is_low(u64 va)
{
	return !(va >> 63);
}

static u64 shadow_entry(u64 frame, u64 rights, u64 entry)
{
	u64 e = frame | LG_PTE_PRESENT | LG_PTE_USER | LG_PTE_ACCESSED | LG_PTE_DIRTY;

	/* Without D in the guest's entry the first write has to come here. */
	if ((rights & LG_PTE_WRITE) && (entry & LG_PTE_DIRTY))
		e |= LG_PTE_WRITE;
	return e | (rights & LG_PTE_NX);
}

/* What is not global in the kernel half goes with CR3, as on a CPU. */
static void note_local(struct lg_vcpu *vcpu, u64 va, u64 entry)
{
	if (!is_low(va) && !(entry & _PAGE_GLOBAL))
		vcpu->high_local = true;
}

/* All 4 KiB pages of the 2 MiB around a page that the guest maps with a larger one. */
static void fill_large(struct lg_vcpu *vcpu, const struct lg_walk *walk, u64 *shadow)
{
	u64 gpa = walk->gpa & ~(LARGE_SIZE - 1);
	int i;

	for (i = 0; i < PTRS_PER_PTE; i++) {
		u64 frame = lg_ram_frame(vcpu->vm, gpa + i * PAGE_SIZE);

		WRITE_ONCE(shadow[i],
			   frame ? shadow_entry(frame, walk->rights, walk->entry) : 0);
	}
}

/*
 * Neighbours that the guest has used before: present and accessed, and in the user
 * half for user mode, so that nothing comes in that lg_page_fault() would not note.
 */
static void fill_around(struct lg_vcpu *vcpu, const struct lg_walk *walk, u64 *shadow)
{
	unsigned int first = (walk->va >> PAGE_SHIFT) & (PTRS_PER_PTE - 1) & ~(AROUND - 1);
	u64 wanted = LG_PTE_PRESENT | LG_PTE_ACCESSED | (is_low(walk->va) ? LG_PTE_USER : 0);
	unsigned int i;

	for (i = first; i < first + AROUND; i++) {
		u64 entry = READ_ONCE(walk->table[i]);
		u64 frame, rights;

		if (shadow[i] || (entry & wanted) != wanted)
			continue;
		note_local(vcpu, walk->va, entry);
		frame = lg_ram_frame(vcpu->vm, entry & LG_PTE_FRAME);
		rights = (walk->above & (entry | LG_PTE_NX)) | (entry & LG_PTE_NX);
		if (frame)
			WRITE_ONCE(shadow[i], shadow_entry(frame, rights, entry));
	}
}

static void fill(struct lg_vcpu *vcpu, const struct lg_walk *walk, u64 frame)
{
	u64 *shadow = lg_shadow_table(vcpu, walk->va);
	unsigned int i = (walk->va >> PAGE_SHIFT) & (PTRS_PER_PTE - 1);

	vcpu->count[LG_COUNT_MISS]++;
	note_local(vcpu, walk->va, walk->entry);
	if (is_low(walk->va) && !(walk->rights & LG_PTE_USER))
		lg_tag_supervisor(vcpu);
	if (walk->level > 1) {
		fill_large(vcpu, walk, shadow);
		return;
	}
	WRITE_ONCE(shadow[i], shadow_entry(frame, walk->rights, walk->entry));
	if (!is_low(walk->va) || (walk->rights & LG_PTE_USER))
		fill_around(vcpu, walk, shadow);
}

static enum lg_next to_guest(struct lg_vcpu *vcpu, u64 va, u32 error)
{
	vcpu->count[LG_COUNT_FAULT]++;
	vcpu->cr2 = va;
	return lg_event(vcpu, X86_TRAP_PF, error);
}

static enum lg_next device(struct lg_vcpu *vcpu, const struct lg_walk *walk, u32 access)
{
	struct lg_run *run = vcpu->run;

	vcpu->count[LG_COUNT_MMIO]++;
	run->reason = LG_EXIT_MMIO;
	run->mmio.gpa = walk->gpa;
	run->mmio.gva = walk->va;
	run->mmio.write = !!(access & LG_PF_WRITE);
	memset(run->mmio.insn, 0, sizeof(run->mmio.insn));
	run->mmio.insn_bytes = lg_read_guest(vcpu, vcpu->private->rip, run->mmio.insn, 15);
	vcpu->regs_from_run = true;
	return LG_NEXT_LEAVE;
}

static bool is_device(u64 gpa)
{
	return gpa >= LG_MMIO_BASE && gpa - LG_MMIO_BASE < LG_MMIO_SIZE;
}

/**
 * lg_page_fault - settle a page fault
 * @vcpu: where it happened
 * @va: CR2
 * @error: as the CPU gives it; PRESENT and USER in it are about the shadow tables
 */
enum lg_next lg_page_fault(struct lg_vcpu *vcpu, u64 va, u32 error)
{
	u32 access = error & (LG_PF_WRITE | LG_PF_FETCH);
	struct lg_walk walk;
	u64 frame;

	/* Canonical on a host with five levels only. */
	if (!lg_is_canonical(va))
		return lg_event(vcpu, X86_TRAP_GP, 0);
	if (lg_in_user(vcpu))
		access |= LG_PF_USER;
	if (!lg_walk(vcpu, va, access, &walk))
		return to_guest(vcpu, va, walk.error);
	/* Threat table, "slot 256"; and user mode has no other half. */
	if (((va >> 39) & 511) == LG_SLOT || (lg_in_user(vcpu) && !is_low(va)))
		return to_guest(vcpu, va, access | LG_PF_PRESENT);
	frame = lg_ram_frame(vcpu->vm, walk.gpa);
	if (frame) {
		fill(vcpu, &walk, frame & ~0xfffULL);
		return LG_NEXT_ENTER;
	}
	if (is_device(walk.gpa) && !lg_in_user(vcpu))
		return device(vcpu, &walk, access);
	return to_guest(vcpu, va, access | LG_PF_PRESENT | LG_PF_RESERVED);
}
