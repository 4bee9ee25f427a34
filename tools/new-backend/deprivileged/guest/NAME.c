// SPDX-License-Identifier: GPL-2.0-only
/* Guests of @name@: the table that is in force from the entry on, and the way to it. */
#include <linux/init.h>
#include <asm/paravirt.h>
#include <asm/setup.h>
#include "guest.h"

DEFINE_PER_CPU(struct pvops_@name@_page, pvops_@name@_page);

/* A kernel that was not started at the entry is not on this platform. */
static int __init detect(void)
{
	return 0;
}

/*
 * What bare metal does at CPL 0, all of it: the conformance test names what is missing.
 * What the host has no use for is nothing to be done.
 */
static const struct pvops_table table = {
	.cpu = {
		.io_delay		= paravirt_nop,
		.get_debugreg		= pvops_@name@_get_debugreg,
		.set_debugreg		= pvops_@name@_set_debugreg,
		.read_cr0		= pvops_@name@_read_cr0,
		.write_cr0		= pvops_@name@_write_cr0,
		.write_cr4		= pvops_@name@_write_cr4,
		.load_tr_desc		= paravirt_nop,
		.load_gdt		= pvops_@name@_load_gdt,
		.load_idt		= pvops_@name@_load_idt,
		.set_ldt		= pvops_@name@_set_ldt,
		.store_tr		= pvops_@name@_store_tr,
		.load_tls		= pvops_@name@_load_tls,
		.load_gs_index		= pvops_@name@_load_gs_index,
		.write_ldt_entry	= pvops_@name@_write_ldt_entry,
		.write_gdt_entry	= pvops_@name@_write_gdt_entry,
		.write_idt_entry	= pvops_@name@_write_idt_entry,
		.load_sp0		= pvops_@name@_load_sp0,
		.invalidate_io_bitmap	= paravirt_nop,
		.update_io_bitmap	= paravirt_nop,
		.wbinvd			= paravirt_nop,
		.read_msr		= pvops_@name@_read_msr,
		.write_msr		= pvops_@name@_write_msr,
		.read_msr_safe		= pvops_@name@_read_msr_safe,
		.write_msr_safe		= pvops_@name@_write_msr_safe,
		.read_pmc		= pvops_@name@_read_pmc,
		.sysret_rip		= { pvops_@name@_sysret_rip },
	},
	.irq = {
		.save_fl		= { pvops_@name@_save_fl },
		.irq_disable		= { pvops_@name@_irq_disable },
		.irq_enable		= { pvops_@name@_irq_enable },
		.safe_halt		= pvops_@name@_safe_halt,
		.halt			= pvops_@name@_halt,
	},
	.mmu = {
		.flush_tlb_user		= pvops_@name@_flush_tlb_user,
		.flush_tlb_kernel	= pvops_@name@_flush_tlb_kernel,
		.flush_tlb_one_user	= pvops_@name@_flush_tlb_one_user,
		.read_cr2		= { pvops_@name@_read_cr2 },
		.write_cr2		= pvops_@name@_write_cr2,
		.read_cr3		= pvops_@name@_read_cr3,
		.write_cr3		= pvops_@name@_write_cr3,
	},
	.leave.iret = pvops_@name@_iret,
};

static const struct pvops_backend backend __refconst = {
	.name = "@name@",
	.detect = detect,
	.required = true,
	.properties = PVOPS_PROPERTY(DEPRIVILEGED),
	.table = &table,
};

/* From entry.S, on its stack, with this CPU's per-CPU base. */
void __init pvops_@name@_start(struct boot_params *params)
{
	clear_bss();
	pvops_enter(&backend);
	x86_64_start_reservations((char *)params);
}

PVOPS_BACKEND(backend);
