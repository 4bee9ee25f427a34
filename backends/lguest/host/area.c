// SPDX-License-Identifier: GPL-2.0-only
/*
 * The areas of the CPUs, and the page tables that show them.
 *
 * One table of each level above serves the launchers and all tables that guests run
 * on: slot LG_SLOT of the top table holds lg_slot_entry(), or nothing. Linux gives that
 * slot to hypervisors: it does not copy it on fork, nor show it to user mode.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <asm/desc.h>
#include <asm/pgtable.h>
#include <asm/processor.h>

#include "lg.h"

#define TABLE		(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define TEXT		(_PAGE_PRESENT | _PAGE_ACCESSED)
#define DATA		(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_NX)
#define TEXT_PAGES	2
#define CPUS_PER_TABLE	(PTRS_PER_PTE / (1 << (LG_AREA_SHIFT - PAGE_SHIFT)))

struct area {
	void *page[LG_AREA_OWN_PAGES];	/* 0, 1: the text of all areas */
	u64 *pte;			/* of its first page */
	struct lg_vcpu *shown;
};

static struct area *areas;
static void *text;
static u64 *upper[3];			/* levels 2, 3, and 4 if there are five */
static u64 **leaf;			/* tables of level 1 */

static unsigned long area_address(int cpu)
{
	unsigned long base = (unsigned long)LG_SLOT << PGDIR_SHIFT;
	int unused = 63 - PGDIR_SHIFT - 8;

	/* Slot 256 has the top bit of the address: extend it. */
	base = (unsigned long)((long)(base << unused) >> unused);
	return base + ((unsigned long)cpu << LG_AREA_SHIFT);
}

static void *new_page(void)
{
	return (void *)get_zeroed_page(GFP_KERNEL);
}

static int build_text(void)
{
	text = (void *)__get_free_pages(GFP_KERNEL, get_order(TEXT_PAGES * PAGE_SIZE));
	if (!text)
		return -ENOMEM;
	memcpy(text, lg_text, TEXT_PAGES * PAGE_SIZE);
	return 0;
}

static int build_upper(void)
{
	int levels = pgtable_l5_enabled() ? 3 : 2, i, n;

	for (i = 0; i < levels; i++) {
		upper[i] = new_page();
		if (!upper[i])
			return -ENOMEM;
		if (i)
			upper[i][0] = __pa(upper[i - 1]) | TABLE;
	}
	n = DIV_ROUND_UP(nr_cpu_ids, CPUS_PER_TABLE);
	leaf = kcalloc(n, sizeof(*leaf), GFP_KERNEL);
	if (!leaf)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		leaf[i] = new_page();
		if (!leaf[i])
			return -ENOMEM;
		upper[0][i] = __pa(leaf[i]) | TABLE;
	}
	return 0;
}

/* Interrupts that user mode may raise: int3, into, int $0x80. */
static int gate_dpl(int vector)
{
	return vector == 3 || vector == 4 || vector == 0x80 ? 3 : 0;
}

static int gate_ist(int vector)
{
	switch (vector) {
	case 1:
		return LG_IST_DB;
	case 2:
		return LG_IST_NMI;
	case 8:
		return LG_IST_DF;
	case 18:
		return LG_IST_MC;
	}
	return 0;
}

static void build_idt(gate_desc *idt, unsigned long base)
{
	int vector;

	for (vector = 0; vector < 256; vector++) {
		unsigned long at = base + LG_AREA_STUBS + vector * LG_STUB_SIZE;
		gate_desc *gate = &idt[vector];

		gate->offset_low = at;
		gate->offset_middle = at >> 16;
		gate->offset_high = at >> 32;
		gate->segment = LG_CODE_SEGMENT;
		gate->bits.type = GATE_INTERRUPT;
		gate->bits.dpl = gate_dpl(vector);
		gate->bits.ist = gate_ist(vector);
		gate->bits.p = 1;
	}
}

/*
 * Threat table, "TLS descriptors": no gate, no LDT, and no port is allowed by the
 * TSS. The guest can load the selectors of user mode only.
 */
static void build_gdt(struct desc_struct *gdt, struct x86_hw_tss *tss, unsigned long base)
{
	static const struct desc_struct code = GDT_ENTRY_INIT(DESC_CODE64, 0, 0xfffff);
	static const struct desc_struct user32 =
		GDT_ENTRY_INIT(DESC_CODE32 | DESC_USER, 0, 0xfffff);
	static const struct desc_struct data =
		GDT_ENTRY_INIT(DESC_DATA64, 0, 0xfffff);
	static const struct desc_struct user_data =
		GDT_ENTRY_INIT(DESC_DATA64 | DESC_USER, 0, 0xfffff);
	static const struct desc_struct user =
		GDT_ENTRY_INIT(DESC_CODE64 | DESC_USER, 0, 0xfffff);
	static const struct desc_struct cpu_number =
		GDT_ENTRY_INIT(DESC_DATA32 | DESC_USER, 0, 0);
	tss_desc descriptor;
	int i;

	gdt[GDT_ENTRY_KERNEL_CS] = code;
	gdt[GDT_ENTRY_KERNEL_DS] = data;
	gdt[GDT_ENTRY_DEFAULT_USER32_CS] = user32;
	gdt[GDT_ENTRY_DEFAULT_USER_DS] = user_data;
	gdt[GDT_ENTRY_DEFAULT_USER_CS] = user;
	gdt[GDT_ENTRY_CPUNODE] = cpu_number;

	set_tssldt_descriptor(&descriptor, base + LG_AREA_TSS, DESC_TSS, sizeof(*tss) - 1);
	memcpy(&gdt[GDT_ENTRY_TSS], &descriptor, sizeof(descriptor));

	tss->sp0 = base + LG_AREA_PRIVATE + LG_PRIVATE_TOP;
	for (i = 0; i < 4; i++)
		tss->ist[i] = base + LG_AREA_STACKS + (i + 1) * LG_STACK_SIZE;
	tss->io_bitmap_base = sizeof(*tss);
}

static void build_state(struct lg_state *state, unsigned long base)
{
	state->landing = (u64)lg_landing;
	state->idt.address = base + LG_AREA_IDT;
	state->idt.size = 256 * sizeof(gate_desc) - 1;
	state->gdt.address = base + LG_AREA_GDT;
	state->gdt.size = GDT_SIZE - 1;
	state->verw = LG_KERNEL_DS;
}

static int build_area(struct area *area, int cpu)
{
	unsigned long base = area_address(cpu);
	int i;

	area->pte = leaf[cpu / CPUS_PER_TABLE] +
		    (cpu % CPUS_PER_TABLE << (LG_AREA_SHIFT - PAGE_SHIFT));
	for (i = 0; i < LG_AREA_OWN_PAGES; i++) {
		area->page[i] = i < TEXT_PAGES ? text + i * PAGE_SIZE : new_page();
		if (!area->page[i])
			return -ENOMEM;
		area->pte[i] = __pa(area->page[i]) | (i < TEXT_PAGES ? TEXT : DATA);
	}
	build_idt(area->page[LG_AREA_IDT >> PAGE_SHIFT], base);
	build_gdt(lg_area_gdt(cpu),
		  (void *)lg_area_gdt(cpu) + (LG_AREA_TSS - LG_AREA_GDT), base);
	build_state(lg_area_state(cpu), base);
	return 0;
}

/**
 * lg_areas_build - make an area for each possible CPU
 *
 * Return: 0 or -ENOMEM; lg_areas_free() is due after either.
 * Context: once, when the module is loaded.
 */
int lg_areas_build(void)
{
	int cpu, error;

	areas = kcalloc(nr_cpu_ids, sizeof(*areas), GFP_KERNEL);
	if (!areas)
		return -ENOMEM;
	error = build_text();
	if (!error)
		error = build_upper();
	for_each_possible_cpu(cpu)
		if (!error)
			error = build_area(&areas[cpu], cpu);
	return error;
}

static void free_area(struct area *area)
{
	int i;

	for (i = TEXT_PAGES; i < LG_AREA_OWN_PAGES; i++)
		free_page((unsigned long)area->page[i]);
}

/**
 * lg_areas_free - the opposite of lg_areas_build(), also of half of it
 *
 * Context: no page table has the slot any more.
 */
void lg_areas_free(void)
{
	int cpu, i;

	if (areas)
		for_each_possible_cpu(cpu)
			free_area(&areas[cpu]);
	kfree(areas);
	for (i = 0; leaf && i < DIV_ROUND_UP(nr_cpu_ids, CPUS_PER_TABLE); i++)
		free_page((unsigned long)leaf[i]);
	kfree(leaf);
	for (i = 0; i < ARRAY_SIZE(upper); i++)
		free_page((unsigned long)upper[i]);
	if (text)
		free_pages((unsigned long)text, get_order(TEXT_PAGES * PAGE_SIZE));
}

/** lg_slot_entry - what slot LG_SLOT of a top table holds to show the areas */
u64 lg_slot_entry(void)
{
	return __pa(upper[pgtable_l5_enabled() ? 2 : 1]) | TABLE;
}

/**
 * lg_slot_take - show the areas in the page table of a process
 * @mm: whose; the caller keeps a reference (mmgrab()), so the table stays
 *
 * Return: 0, or -EBUSY if something is there: the process has a machine already.
 */
int lg_slot_take(struct mm_struct *mm)
{
	return cmpxchg(&mm->pgd[LG_SLOT].pgd, 0, lg_slot_entry()) ? -EBUSY : 0;
}

/**
 * lg_slot_drop - undo lg_slot_take()
 * @mm: no CPU enters a guest from it any more
 */
void lg_slot_drop(struct mm_struct *mm)
{
	WRITE_ONCE(mm->pgd[LG_SLOT].pgd, 0);
}

/** lg_area_state - the state page of a CPU */
struct lg_state *lg_area_state(int cpu)
{
	return areas[cpu].page[LG_AREA_STATE >> PAGE_SHIFT];
}

/** lg_area_gdt - the GDT of a CPU while a guest is on it */
struct desc_struct *lg_area_gdt(int cpu)
{
	return areas[cpu].page[LG_AREA_GDT >> PAGE_SHIFT];
}

/** lg_area_text - where a CPU has the code of the switcher */
void *lg_area_text(int cpu)
{
	return (void *)area_address(cpu);
}

static void show_page(struct area *area, int cpu, unsigned long at, void *page)
{
	u64 entry = page ? __pa(page) | DATA : 0;
	unsigned long address = area_address(cpu) + at;

	WRITE_ONCE(area->pte[at >> PAGE_SHIFT], entry);
	asm volatile("invlpg (%0)" : : "r" (address) : "memory");
}

/**
 * lg_area_show - put the two pages of a vCPU into the area of this CPU
 * @vcpu: whose pages
 * @cpu: this one
 *
 * Entries of guests' page tables in the TLB are not flushed here: another vCPU on
 * a CPU means that all roots of the entering one are stale.
 *
 * Context: interrupts off, on that CPU, in the launcher's page table.
 */
void lg_area_show(struct lg_vcpu *vcpu, int cpu)
{
	struct area *area = &areas[cpu];

	if (area->shown == vcpu && vcpu->shown_on == cpu)
		return;
	show_page(area, cpu, LG_AREA_SHARED, vcpu->page);
	show_page(area, cpu, LG_AREA_PRIVATE, vcpu->private);
	memcpy(lg_area_gdt(cpu) + LG_TLS_FIRST, vcpu->tls, sizeof(vcpu->tls));
	WRITE_ONCE(area->shown, vcpu);
	vcpu->shown_on = cpu;
	lg_tags_stale(vcpu);
}

static void forget(void *vcpu)
{
	int cpu = smp_processor_id();
	struct area *area = &areas[cpu];

	if (area->shown != vcpu)
		return;
	show_page(area, cpu, LG_AREA_SHARED, NULL);
	show_page(area, cpu, LG_AREA_PRIVATE, NULL);
	WRITE_ONCE(area->shown, NULL);
}

/**
 * lg_area_forget - take the pages of a vCPU out of all areas
 * @vcpu: does not run any more
 *
 * Context: may sleep; before its pages are freed.
 */
void lg_area_forget(struct lg_vcpu *vcpu)
{
	int cpu;

	on_each_cpu(forget, vcpu, 1);
	/* Those that are offline flush their TLB when they come back. */
	for_each_possible_cpu(cpu)
		if (areas[cpu].shown == vcpu)
			areas[cpu].shown = NULL;
}
