// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bare metal: the reference implementation of every operation.  It can run wherever
 * the kernel has the machine's own privilege, and has a lower score than any backend that
 * recognises its platform.
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

/* --- what the table asks for and upstream has */

#define pvops_native_io_delay			native_io_delay
#define pvops_native_write_cr0			native_write_cr0
#define pvops_native_write_cr4			native_write_cr4
#define pvops_native_load_tr_desc		native_load_tr_desc
#define pvops_native_set_ldt			native_set_ldt
#define pvops_native_load_tls			native_load_tls
#define pvops_native_load_gs_index		native_load_gs_index
#define pvops_native_write_ldt_entry		native_write_ldt_entry
#define pvops_native_write_gdt_entry		native_write_gdt_entry
#define pvops_native_write_idt_entry		native_write_idt_entry
#define pvops_native_load_sp0			native_load_sp0
#define pvops_native_wbinvd			pv_native_wbinvd
#define pvops_native_flush_tlb_user		native_flush_tlb_local
#define pvops_native_flush_tlb_kernel		native_flush_tlb_global
#define pvops_native_flush_tlb_one_user		native_flush_tlb_one_user
#define pvops_native_flush_tlb_multi		native_flush_tlb_multi
#define pvops_native_set_p4d			native_set_p4d
#define pvops_native_set_pgd			native_set_pgd
#define pvops_native_set_fixmap			native_set_fixmap
#define pvops_native_queued_spin_lock_slowpath	native_queued_spin_lock_slowpath
#define pvops_native_queued_spin_unlock		__raw_callee_save___native_queued_spin_unlock
#define pvops_native_vcpu_is_preempted		__raw_callee_save___native_vcpu_is_preempted

#ifdef CONFIG_X86_IOPL_IOPERM
#define pvops_native_invalidate_io_bitmap	native_tss_invalidate_io_bitmap
#define pvops_native_update_io_bitmap		native_tss_update_io_bitmap
#else
#define pvops_native_invalidate_io_bitmap	paravirt_nop
#define pvops_native_update_io_bitmap		paravirt_nop
#endif

/* Nothing is to be done. */
#define pvops_native_alloc_ldt			paravirt_nop
#define pvops_native_free_ldt			paravirt_nop
#define pvops_native_start_context_switch	paravirt_nop
#define pvops_native_end_context_switch		paravirt_nop
#define pvops_native_flush_tlb_done		paravirt_nop
#define pvops_native_exit_mmap			paravirt_nop
#define pvops_native_notify_page_enc_status_changed	paravirt_nop
#define pvops_native_enter_mmap			paravirt_nop
#define pvops_native_pgd_free			paravirt_nop
#define pvops_native_alloc_pte			paravirt_nop
#define pvops_native_alloc_pmd			paravirt_nop
#define pvops_native_alloc_pud			paravirt_nop
#define pvops_native_alloc_p4d			paravirt_nop
#define pvops_native_release_pte		paravirt_nop
#define pvops_native_release_pmd		paravirt_nop
#define pvops_native_release_pud		paravirt_nop
#define pvops_native_release_p4d		paravirt_nop
#define pvops_native_enter			paravirt_nop
#define pvops_native_leave			paravirt_nop
#define pvops_native_flush			paravirt_nop
#define pvops_native_wait			paravirt_nop
#define pvops_native_kick			paravirt_nop

/* An entry is what memory holds, and a system call may return to any address. */
#define pvops_native_sysret_rip			pvops_native_same
#define pvops_native_pte_val			pvops_native_same
#define pvops_native_make_pte			pvops_native_same
#define pvops_native_pgd_val			pvops_native_same
#define pvops_native_make_pgd			pvops_native_same
#define pvops_native_pmd_val			pvops_native_same
#define pvops_native_make_pmd			pvops_native_same
#define pvops_native_pud_val			pvops_native_same
#define pvops_native_make_pud			pvops_native_same
#define pvops_native_p4d_val			pvops_native_same
#define pvops_native_make_p4d			pvops_native_same

/* No hypervisor is below bare metal. */
long pvops_native_hypercall(unsigned long nr, unsigned long a, unsigned long b,
			    unsigned long c, unsigned long d)
{
	return -ENOSYS;
}

/* --- the table: of each row of asm/pvops/ops.def the function pvops_native_NAME() */

const struct pvops_table pvops_native_table = {
#include "table.def"
};

/* What is in force from the first instruction on: native until overlaid. */
struct pvops_table pvops_table __ro_after_init = {
#include "table.def"
};

/* A kernel that was loaded with less privilege than ring 0 is a guest. */
static int __init native_detect(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r" (cs));
	return (cs & SEGMENT_RPL_MASK) ? 0 : 1;
}

/* Forced: upstream's code that recognises a hypervisor must not install anything. */
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
