// SPDX-License-Identifier: GPL-2.0-only
/*
 * Guests of lguest: the table that is in force from the entry on, and the way from there to
 * start_kernel(), which replaces that of bare metal (arch/x86/kernel/head64.c).
 */
#include <linux/init.h>
#include <linux/kasan.h>
#include <linux/linkage.h>
#include <linux/mm.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/io_bitmap.h>
#include <asm/kasan.h>
#include <asm/paravirt.h>
#include <asm/pgtable.h>
#include <asm/processor-flags.h>
#include <asm/setup.h>
#include <asm/tlbflush.h>
#include "guest.h"

/* In the image, since no memory is known yet when the host is told where it is. */
struct lg_page pvops_lguest_page __page_aligned_data = {
	.cr0 = X86_CR0_PE | X86_CR0_MP | X86_CR0_ET | X86_CR0_NE | X86_CR0_WP | X86_CR0_AM |
	       X86_CR0_PG,
	.cr4 = X86_CR4_PAE,
	.event.dr6 = DR6_RESERVED,
};

/* A kernel that was not started at the entry is not on this platform. */
static int __init detect(void)
{
	return 0;
}

/* What the host has no use for is nothing to be done. */
static const struct pvops_table table = {
	.cpu = {
		.io_delay		= paravirt_nop,
		.get_debugreg		= pvops_lguest_get_debugreg,
		.set_debugreg		= pvops_lguest_set_debugreg,
		.read_cr0		= pvops_lguest_read_cr0,
		.write_cr0		= pvops_lguest_write_cr0,
		.write_cr4		= pvops_lguest_write_cr4,
		.load_tr_desc		= paravirt_nop,
		.load_gdt		= paravirt_nop,
		.load_idt		= paravirt_nop,
		.set_ldt		= paravirt_nop,
		.store_tr		= pvops_lguest_store_tr,
		.load_tls		= pvops_lguest_load_tls,
		.load_gs_index		= pvops_lguest_load_gs_index,
		.write_ldt_entry	= paravirt_nop,
		.write_gdt_entry	= paravirt_nop,
		.write_idt_entry	= pvops_lguest_write_idt_entry,
		.load_sp0		= pvops_lguest_load_sp0,
#ifdef CONFIG_X86_IOPL_IOPERM
		/* In a TSS that no CPU looks at: there is no port. */
		.invalidate_io_bitmap	= native_tss_invalidate_io_bitmap,
		.update_io_bitmap	= native_tss_update_io_bitmap,
#else
		.invalidate_io_bitmap	= paravirt_nop,
		.update_io_bitmap	= paravirt_nop,
#endif
		.wbinvd			= paravirt_nop,
		.cpuid			= pvops_lguest_cpuid,
		.read_msr		= pvops_lguest_read_msr,
		.write_msr		= pvops_lguest_write_msr,
		.read_msr_safe		= pvops_lguest_read_msr_safe,
		.write_msr_safe		= pvops_lguest_write_msr_safe,
		.read_pmc		= pvops_lguest_read_pmc,
		.sysret_rip		= { pvops_lguest_sysret_rip },
	},
	.irq = {
		.save_fl		= { pvops_lguest_save_fl },
		.irq_disable		= { pvops_lguest_irq_disable },
		.irq_enable		= { pvops_lguest_irq_enable },
		.safe_halt		= pvops_lguest_safe_halt,
		.halt			= pvops_lguest_halt,
	},
	.mmu = {
		.flush_tlb_user		= pvops_lguest_flush_tlb_user,
		.flush_tlb_kernel	= pvops_lguest_flush_tlb_kernel,
		.flush_tlb_one_user	= pvops_lguest_flush_tlb_one_user,
		.flush_tlb_done		= pvops_lguest_flush_tlb_done,
		.read_cr2		= { pvops_lguest_read_cr2 },
		.write_cr2		= pvops_lguest_write_cr2,
		.read_cr3		= pvops_lguest_read_cr3,
		.write_cr3		= pvops_lguest_write_cr3,
	},
	.leave.iret = pvops_lguest_iret,
};

static const struct pvops_feature *const features[] = {
	&pvops_lguest_platform,
	&pvops_lguest_irq,
	&pvops_lguest_time,
	&pvops_lguest_machine,
	NULL
};

static const struct pvops_backend backend __refconst = {
	.name = "lguest",
	.detect = detect,
	.required = true,
	.properties = PVOPS_PROPERTY(DEPRIVILEGED) | PVOPS_PROPERTY(NO_LAPIC),
	.table = &table,
	.features = features,
};

/*
 * What x86_64_start_kernel() does before its last step, as far as it concerns a guest.  The
 * direct map is not there yet: early_idt_handler_array makes it where it is touched.
 */
void __init pvops_lguest_start(struct boot_params *params)
{
	clear_bss();
	WRITE_ONCE(pvops_lguest_page.cr3, __pa_symbol(early_top_pgt));
	pvops_enter(&backend);
	this_cpu_write(cpu_tlbstate.cr4, pvops_lguest_page.cr4);
	clear_page(init_top_pgt);
	kasan_early_init();
	idt_setup_early_handler();
	init_top_pgt[511] = early_top_pgt[511];
	pvops_lguest_console();
	x86_64_start_reservations((char *)params);
}

PVOPS_BACKEND(backend);
