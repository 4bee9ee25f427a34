// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bare metal: the reference implementation of every operation.  It can run wherever
 * the kernel has the machine's own privilege, and is less sure than anybody who
 * recognises a platform.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <asm/cpu_device_id.h>
#include <asm/desc.h>
#include <asm/hypervisor.h>
#include <asm/io.h>
#include <asm/io_bitmap.h>
#include <asm/gsseg.h>
#include <asm/paravirt.h>
#include <asm/processor.h>
#include <asm/qspinlock.h>
#include <asm/segment.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/pvops/backend.h>
#include "native.h"

#ifdef CONFIG_X86_IOPL_IOPERM
#define NATIVE_INVALIDATE_IO_BITMAP	native_tss_invalidate_io_bitmap
#define NATIVE_UPDATE_IO_BITMAP		native_tss_update_io_bitmap
#else
#define NATIVE_INVALIDATE_IO_BITMAP	paravirt_nop
#define NATIVE_UPDATE_IO_BITMAP		paravirt_nop
#endif

#define SAVED(func)	__PV_IS_CALLEE_SAVE(func)
#define SAME		SAVED(pvops_native_same)

#define NATIVE_TABLE {							\
	.cpu = {							\
		.io_delay		= native_io_delay,		\
		.get_debugreg		= pvops_native_get_debugreg,	\
		.set_debugreg		= pvops_native_set_debugreg,	\
		.read_cr0		= pvops_native_read_cr0,	\
		.write_cr0		= native_write_cr0,		\
		.write_cr4		= native_write_cr4,		\
		.load_tr_desc		= native_load_tr_desc,		\
		.load_gdt		= pvops_native_load_gdt,	\
		.load_idt		= pvops_native_load_idt,	\
		.set_ldt		= native_set_ldt,		\
		.store_tr		= pvops_native_store_tr,	\
		.load_tls		= native_load_tls,		\
		.load_gs_index		= native_load_gs_index,		\
		.write_ldt_entry	= native_write_ldt_entry,	\
		.write_gdt_entry	= native_write_gdt_entry,	\
		.write_idt_entry	= native_write_idt_entry,	\
		.alloc_ldt		= paravirt_nop,			\
		.free_ldt		= paravirt_nop,			\
		.load_sp0		= native_load_sp0,		\
		.invalidate_io_bitmap	= NATIVE_INVALIDATE_IO_BITMAP,	\
		.update_io_bitmap	= NATIVE_UPDATE_IO_BITMAP,	\
		.wbinvd			= pv_native_wbinvd,		\
		.cpuid			= pvops_native_cpuid,		\
		.read_msr		= pvops_native_read_msr,	\
		.write_msr		= pvops_native_write_msr,	\
		.read_msr_safe		= pvops_native_read_msr_safe,	\
		.write_msr_safe		= pvops_native_write_msr_safe,	\
		.read_pmc		= pvops_native_read_pmc,	\
		.start_context_switch	= paravirt_nop,			\
		.end_context_switch	= paravirt_nop,			\
		.sysret_rip		= SAME,				\
	},								\
	.irq = {							\
		.save_fl		= SAVED(pvops_native_save_fl),	\
		.irq_disable		= SAVED(pvops_native_irq_disable), \
		.irq_enable		= SAVED(pvops_native_irq_enable), \
		.safe_halt		= pvops_native_safe_halt,	\
		.halt			= pvops_native_halt,		\
	},								\
	.mmu = {							\
		.flush_tlb_user		= native_flush_tlb_local,	\
		.flush_tlb_kernel	= native_flush_tlb_global,	\
		.flush_tlb_one_user	= native_flush_tlb_one_user,	\
		.flush_tlb_multi	= native_flush_tlb_multi,	\
		.tlb_remove_table	= pvops_native_tlb_remove_table, \
		.exit_mmap		= paravirt_nop,			\
		.notify_page_enc_status_changed = paravirt_nop,		\
		.read_cr2		= SAVED(pvops_native_read_cr2),	\
		.write_cr2		= pvops_native_write_cr2,	\
		.read_cr3		= pvops_native_read_cr3,	\
		.write_cr3		= pvops_native_write_cr3,	\
		.enter_mmap		= paravirt_nop,			\
		.pgd_alloc		= pvops_native_pgd_alloc,	\
		.pgd_free		= paravirt_nop,			\
		.alloc_pte		= paravirt_nop,			\
		.alloc_pmd		= paravirt_nop,			\
		.alloc_pud		= paravirt_nop,			\
		.alloc_p4d		= paravirt_nop,			\
		.release_pte		= paravirt_nop,			\
		.release_pmd		= paravirt_nop,			\
		.release_pud		= paravirt_nop,			\
		.release_p4d		= paravirt_nop,			\
		.set_pte		= pvops_native_set_pte,		\
		.set_pmd		= pvops_native_set_pmd,		\
		.set_pud		= pvops_native_set_pud,		\
		.set_p4d		= native_set_p4d,		\
		.set_pgd		= native_set_pgd,		\
		.ptep_modify_prot_start	= pvops_native_modify_prot_start, \
		.ptep_modify_prot_commit = pvops_native_modify_prot_commit, \
		.pte_val = SAME,	.make_pte = SAME,		\
		.pgd_val = SAME,	.make_pgd = SAME,		\
		.pmd_val = SAME,	.make_pmd = SAME,		\
		.pud_val = SAME,	.make_pud = SAME,		\
		.p4d_val = SAME,	.make_p4d = SAME,		\
		.set_fixmap		= native_set_fixmap,		\
		.lazy_mode = {						\
			.enter		= paravirt_nop,			\
			.leave		= paravirt_nop,			\
			.flush		= paravirt_nop,			\
		},							\
	},								\
	.lock = {							\
		.queued_spin_lock_slowpath = native_queued_spin_lock_slowpath, \
		.queued_spin_unlock	= PV_CALLEE_SAVE(__native_queued_spin_unlock), \
		.wait			= paravirt_nop,			\
		.kick			= paravirt_nop,			\
		.vcpu_is_preempted	= PV_CALLEE_SAVE(__native_vcpu_is_preempted), \
	},								\
	.host = {							\
		.hypercall		= pvops_native_hypercall,	\
	},								\
}

/* Nobody is there. */
static long pvops_native_hypercall(unsigned long nr, unsigned long a, unsigned long b,
				   unsigned long c, unsigned long d)
{
	return -ENOSYS;
}

const struct pvops_table pvops_native_table = NATIVE_TABLE;

/* What is in force from the first instruction on: native until overlaid. */
struct pvops_table pvops_table __ro_after_init = NATIVE_TABLE;

/* A kernel that was loaded with less than ring 0 is somebody's guest. */
static int __init native_detect(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r" (cs));
	return (cs & SEGMENT_RPL_MASK) ? 0 : 1;
}

/* Forced: whoever recognises the machine is not to install anything. */
static void __init native_claim(void)
{
	nopv = true;
}

static const struct pvops_backend native __refconst = {
	.name	= "native",
	.detect	= native_detect,
	.required = true,
	.claim	= native_claim,
};
PVOPS_BACKEND(native);
