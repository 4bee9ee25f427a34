// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the headers and notes of a dump to its address spaces and CPUs.
 */
#include <string.h>

#include "dump.h"

/*
 * QEMUCPUState, version 1 (target/i386/arch_dump.c of QEMU 7.2): two u32, 18 registers
 * of 8 bytes, 10 segments of 24 bytes, then CR0 to CR4.
 */
#define QEMU_IDT	(2 * 4 + 18 * 8 + 9 * 24 + 16)	/* the last segment's base */
#define QEMU_CR0	(2 * 4 + 18 * 8 + 10 * 24)
#define QEMU_CR3	(QEMU_CR0 + 3 * 8)
#define QEMU_CR4	(QEMU_CR3 + 8)

static void add_cpu(struct dump *dump, const struct core_note *note)
{
	struct dump_cpu *cpu = &dump->cpu[dump->ncpus];

	if (note->size < QEMU_CR4 + 8 || dump->ncpus == CPUS_MAX)
		return;
	memcpy(&cpu->idt, note->data + QEMU_IDT, sizeof(cpu->idt));
	memcpy(&cpu->cr0, note->data + QEMU_CR0, sizeof(cpu->cr0));
	memcpy(&cpu->cr3, note->data + QEMU_CR3, sizeof(cpu->cr3));
	memcpy(&cpu->cr4, note->data + QEMU_CR4, sizeof(cpu->cr4));
	dump->ncpus++;
}

static void take_note(void *ctx, const struct core_note *note)
{
	struct dump *dump = ctx;

	if (note->type != 0)
		return;
	if (!strcmp(note->name, "QEMU"))
		add_cpu(dump, note);
	else if (!strcmp(note->name, "VMCOREINFO"))
		vmcoreinfo_try(&dump->search, note->data, note->size);
}

static void add_segments(struct dump *dump)
{
	size_t i;

	for (i = 0; i < dump->core.nsegments; i++) {
		const Elf64_Phdr *segment = &dump->core.segments[i];

		if (segment->p_type != PT_LOAD)
			continue;
		ranges_add(&dump->phys.ranges, segment->p_paddr, segment->p_filesz,
			   segment->p_offset);
		/* Where the virtual address was not known it is 0 or the physical one. */
		if (segment->p_vaddr >> 63)
			ranges_add(&dump->virt.ranges, segment->p_vaddr,
				   segment->p_filesz, segment->p_offset);
	}
	ranges_ready(&dump->phys.ranges);
	ranges_ready(&dump->virt.ranges);
}

int dump_load(struct dump *dump, struct error *error)
{
	dump->phys.source = &dump->source;
	dump->machine.source = &dump->source;
	dump->virt.source = &dump->source;
	if (core_read(&dump->core, dump->name, &dump->source, error))
		return -1;
	if (core_section(&dump->core, ".xen_pages")) {
		if (xen_core_load(dump, error))
			return -1;
	} else {
		add_segments(dump);
	}
	if (!dump->phys.ranges.count)
		return error_set(error, "%s: there is no memory in it", dump->name);
	return core_notes(&dump->core, take_note, dump, error);
}
