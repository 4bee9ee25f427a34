// SPDX-License-Identifier: GPL-2.0-only
/* Descriptor tables and segments.  What is loaded is what was loaded before. */
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/desc.h>
#include <asm/gsseg.h>
#include <asm/segment.h>
#include "bench.h"

#define LDT_PAGE_ENTRIES	(PAGE_SIZE / LDT_ENTRY_SIZE)

#define OUR_GDT	\
	struct desc_ptr gdt = {						\
		.address = (unsigned long)get_cpu_gdt_ro(smp_processor_id()), \
		.size = GDT_SIZE - 1,					\
	}

#define OUR_IDT	\
	struct desc_ptr idt;						\
	store_idt(&idt)

#define OUR_TLS	\
	struct desc_struct *gdt = get_cpu_gdt_rw(smp_processor_id());	\
	struct desc_struct tls = gdt[GDT_ENTRY_TLS_MIN]

BENCH_LOOP(gdt_load, OUR_GDT, load_gdt(&gdt), )
BENCH_LOOP(idt_load, OUR_IDT, load_idt(&idt), )
BENCH_LOOP(ldt_load, , set_ldt(NULL, 0), )
BENCH_LOOP(tr_store, unsigned long tr, store_tr(tr), )
/* load_TLS() asks first whether this is bare metal, and then has no site. */
BENCH_LOOP(tls_load, unsigned int cpu = smp_processor_id(),
	   pvops_cpu_load_tls(&current->thread, cpu), )
BENCH_LOOP(gs_load, unsigned int gs; savesegment(gs, gs), load_gs_index(gs), )
BENCH_LOOP(gdt_write, OUR_TLS, write_gdt_entry(gdt, GDT_ENTRY_TLS_MIN, &tls, DESCTYPE_S), )
BENCH_LOOP(ldt_write, struct desc_struct none = { },
	   write_ldt_entry(arena->ldt, 0, &none), )
BENCH_LOOP(idt_write, gate_desc none = { },
	   write_idt_entry((gate_desc *)arena->page, 0, &none), )
BENCH_LOOP(ldt_life, ,
	   paravirt_alloc_ldt(arena->ldt, LDT_PAGE_ENTRIES);
	   paravirt_free_ldt(arena->ldt, LDT_PAGE_ENTRIES), )

/* Without privilege, sidt shows the hypervisor's table and not the kernel's. */
static const char *idt_is_hidden(const struct bench_arena *arena)
{
	return arena->privileged ? NULL :
	       "a kernel without privilege cannot read back which table it has loaded";
}

const struct bench_row bench_descriptors[] = {
	{ .ops = "cpu.load_gdt", .what = "the one in use", .run = gdt_load },
	{ .ops = "cpu.load_idt", .what = "the one in use", .run = idt_load,
	  .refuse = idt_is_hidden },
	{ .ops = "cpu.load_tr_desc", .what = "faults while the TSS is in use" },
	{ .ops = "cpu.store_tr", .what = "", .run = tr_store },
	{ .ops = "cpu.set_ldt", .what = "none", .run = ldt_load },
	{ .ops = "cpu.load_tls", .what = "those of the task", .run = tls_load },
	{ .ops = "cpu.load_gs_index", .what = "the selector in use", .run = gs_load },
	{ .ops = "cpu.write_gdt_entry", .what = "a TLS descriptor, its own value",
	  .run = gdt_write },
	{ .ops = "cpu.write_ldt_entry", .what = "a table that is not loaded", .run = ldt_write },
	{ .ops = "cpu.write_idt_entry", .what = "a table that is not loaded", .run = idt_write },
	{ .ops = "cpu.alloc_ldt+cpu.free_ldt", .what = "one page", .run = ldt_life },
	{ },
};
