/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sequences of a PV guest.  Interrupts are events, masked by a byte of the
 * vcpu_info that the hypervisor shares with each CPU (Xen's public/xen.h, struct
 * vcpu_info), and the fault address is in its arch part.
 *
 * These sequences need 9 bytes, which the sites of irq_disable have (asm/pvops/ops.def);
 * others have 5.  The functions are said to keep all registers, which lets such a site call
 * them without a thunk.
 */
#include <asm/asm-offsets.h>
#include <asm/percpu.h>
#include <asm/pvops/template.h>

	.text

PVOPS_NOTHUNK irq_irq_disable, xen_irq_disable_direct, xen_irq_disable_direct
PVOPS_NOTHUNK irq_irq_enable, xen_irq_enable_direct, xen_irq_enable_direct

.irp reg, PVOPS_REGISTERS
	PVOPS_NOTHUNK irq_save_fl, xen_save_fl_direct, pvops_xen_save_fl_\reg, .Lpvops_v_\reg
.endr

/* Absolute addressing: the code moves, and a %rip displacement would not follow. */
PVOPS_TEMPLATE irq_irq_disable, xen_irq_disable_direct
	movb	$1, %gs:(xen_vcpu_info + XEN_vcpu_info_mask)
PVOPS_TEMPLATE_END

.macro READ_CR2 reg:req, variant:req
PVOPS_TEMPLATE mmu_read_cr2, xen_read_cr2_direct, \variant
	movq	%gs:(xen_vcpu_info + XEN_vcpu_info_arch_cr2), %\reg
PVOPS_TEMPLATE_END
.endm

.macro SYSRET_RIP reg:req, variant:req
PVOPS_TEMPLATE cpu_sysret_rip, pvops_xen_sysret_rip, \variant, PVOPS_T_PREFIX
	notq	%\reg
PVOPS_TEMPLATE_END
.endm

.irp reg, PVOPS_REGISTERS
	READ_CR2 \reg, .Lpvops_v_\reg
	SYSRET_RIP \reg, .Lpvops_v_\reg
.endr
READ_CR2 rax, PVOPS_V_CALL
