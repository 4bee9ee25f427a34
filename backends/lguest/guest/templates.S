/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What stands in the call sites of a guest of lguest, or is called from there.  The flag
 * and the fault's address are in a page that is reached by %rip, which no template may use:
 * a site calls a function of two instructions instead.
 */
#include <asm/pvops/template.h>

	.text

PVOPS_NOTHUNK irq_irq_disable, pvops_lguest_irq_disable, pvops_lguest_irq_disable
PVOPS_NOTHUNK irq_irq_enable, pvops_lguest_irq_enable, pvops_lguest_irq_enable

PVOPS_TEMPLATE cpu_store_tr, pvops_lguest_store_tr, flags=PVOPS_T_PREFIX
	xorl	%eax, %eax
PVOPS_TEMPLATE_END

.macro SYSRET_RIP reg:req, variant:req
PVOPS_TEMPLATE cpu_sysret_rip, pvops_lguest_sysret_rip, \variant, PVOPS_T_PREFIX
	notq	%\reg
PVOPS_TEMPLATE_END
.endm

.irp reg, PVOPS_REGISTERS
	PVOPS_NOTHUNK irq_save_fl, pvops_lguest_save_fl, pvops_lguest_save_fl_\reg, .Lpvops_v_\reg
	PVOPS_NOTHUNK mmu_read_cr2, pvops_lguest_read_cr2, pvops_lguest_read_cr2_\reg, .Lpvops_v_\reg
	SYSRET_RIP \reg, .Lpvops_v_\reg
.endr
