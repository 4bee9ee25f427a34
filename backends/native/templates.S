/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The native instructions: what a kernel without paravirtualisation has in the
 * place of each site.  Operands are in the registers that asm/pvops/ops.def and
 * asm/pvops/shapes.h say.
 */
#include <asm/pvops/template.h>

	.text

/* Hooks that do nothing. */
PVOPS_TEMPLATE_ID PVOPS_T_ANY, nop_func
PVOPS_TEMPLATE_END

/* --- irq */

PVOPS_TEMPLATE irq_irq_disable, pvops_native_irq_disable, flags=PVOPS_T_PREFIX
	cli
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE irq_irq_enable, pvops_native_irq_enable, flags=PVOPS_T_PREFIX
	sti
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE irq_safe_halt, pvops_native_safe_halt, flags=PVOPS_T_PREFIX
	sti
	hlt
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE irq_halt, pvops_native_halt, flags=PVOPS_T_PREFIX
	hlt
PVOPS_TEMPLATE_END

.macro SAVE_FL reg:req, variant:req
PVOPS_TEMPLATE irq_save_fl, pvops_native_save_fl, \variant, PVOPS_T_PREFIX
	pushfq
	popq	%\reg
PVOPS_TEMPLATE_END
.endm

/* --- entries, locks, cr2, cr3, TLB: one template for each register of a site */

.macro READ_CR2 reg:req, variant:req
PVOPS_TEMPLATE mmu_read_cr2, pvops_native_read_cr2, \variant, PVOPS_T_PREFIX
	movq	%cr2, %\reg
PVOPS_TEMPLATE_END
.endm

.macro WRITE_CR3 reg:req, variant:req
PVOPS_TEMPLATE mmu_write_cr3, pvops_native_write_cr3, \variant, PVOPS_T_PREFIX
	movq	%\reg, %cr3
PVOPS_TEMPLATE_END
.endm

/* Where a second table maps user space, the kernel calls the function without a site. */
.macro FLUSH_ONE reg:req, variant:req
PVOPS_TEMPLATE mmu_flush_tlb_one_user, native_flush_tlb_one_user, \variant, PVOPS_T_PREFIX
	invlpg	(%\reg)
PVOPS_TEMPLATE_END
.endm

.macro STORE op:req, function:req, reg:req, variant:req
PVOPS_TEMPLATE mmu_\op, \function, \variant, PVOPS_T_PREFIX
	movq	%rax, (%\reg)
PVOPS_TEMPLATE_END
.endm

.macro PROT_START reg:req, variant:req
PVOPS_TEMPLATE mmu_ptep_modify_prot_start, pvops_native_ptep_modify_prot_start, \variant
	xorl	%eax, %eax
	xchgq	%rax, (%\reg)
PVOPS_TEMPLATE_END
.endm

.macro IDENTITY op:req, variant:req
PVOPS_TEMPLATE \op, pvops_native_same, \variant
PVOPS_TEMPLATE_END
.endm

.macro UNLOCK reg:req, variant:req
PVOPS_TEMPLATE lock_queued_spin_unlock, __raw_callee_save___native_queued_spin_unlock, \variant, PVOPS_T_PREFIX
	movb	$0, (%\reg)
PVOPS_TEMPLATE_END
.endm

/* The 64-bit form: the assembler has no name for "the low half of \reg". */
.macro NOT_PREEMPTED reg:req, variant:req
PVOPS_TEMPLATE lock_vcpu_is_preempted, __raw_callee_save___native_vcpu_is_preempted, \variant, PVOPS_T_PREFIX
	xorq	%\reg, %\reg
PVOPS_TEMPLATE_END
.endm

.irp reg, PVOPS_REGISTERS
	SAVE_FL \reg, .Lpvops_v_\reg
	READ_CR2 \reg, .Lpvops_v_\reg
	WRITE_CR3 \reg, .Lpvops_v_\reg
	FLUSH_ONE \reg, .Lpvops_v_\reg
	STORE set_pte, pvops_native_set_pte, \reg, .Lpvops_v_\reg
	STORE set_pmd, pvops_native_set_pmd, \reg, .Lpvops_v_\reg
	STORE set_pud, pvops_native_set_pud, \reg, .Lpvops_v_\reg
	.irp op, cpu_sysret_rip, mmu_pte_val, mmu_make_pte, mmu_pgd_val, mmu_make_pgd, \
		 mmu_pmd_val, mmu_make_pmd, mmu_pud_val, mmu_make_pud, \
		 mmu_p4d_val, mmu_make_p4d
		IDENTITY \op, .Lpvops_v_\reg
	.endr
	UNLOCK \reg, .Lpvops_v_\reg
	NOT_PREEMPTED \reg, .Lpvops_v_\reg
.endr

/* The same inside their thunks, in the C convention. */
SAVE_FL rax, PVOPS_V_CALL
READ_CR2 rax, PVOPS_V_CALL
UNLOCK rdi, PVOPS_V_CALL
NOT_PREEMPTED rax, PVOPS_V_CALL

.irp op, cpu_sysret_rip, mmu_pte_val, mmu_make_pte, mmu_pgd_val, mmu_make_pgd, \
	 mmu_pmd_val, mmu_make_pmd, mmu_pud_val, mmu_make_pud, \
	 mmu_p4d_val, mmu_make_p4d
PVOPS_TEMPLATE \op, pvops_native_same, flags=PVOPS_T_PREFIX
	movq	%rdi, %rax
PVOPS_TEMPLATE_END
.endr

/* --- mmu */

PVOPS_TEMPLATE mmu_write_cr2, pvops_native_write_cr2, flags=PVOPS_T_PREFIX
	movq	%rdi, %cr2
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE mmu_read_cr3, pvops_native_read_cr3, flags=PVOPS_T_PREFIX
	movq	%cr3, %rax
PVOPS_TEMPLATE_END

WRITE_CR3 rdi, PVOPS_V_CALL

PVOPS_TEMPLATE mmu_pgd_alloc, pvops_native_pgd_alloc, flags=PVOPS_T_PREFIX
	xorl	%eax, %eax
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE mmu_set_pte, pvops_native_set_pte, flags=PVOPS_T_PREFIX
	movq	%rsi, (%rdi)
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE mmu_set_pmd, pvops_native_set_pmd, flags=PVOPS_T_PREFIX
	movq	%rsi, (%rdi)
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE mmu_set_pud, pvops_native_set_pud, flags=PVOPS_T_PREFIX
	movq	%rsi, (%rdi)
PVOPS_TEMPLATE_END

.irp reg, rbx, rcx, rdx, rsi, rdi
	PROT_START \reg, .Lpvops_v_\reg
.endr
.irp reg, PVOPS_REGISTERS
	STORE ptep_modify_prot_commit, pvops_native_ptep_modify_prot_commit, \reg, .Lpvops_v_\reg
.endr

/* In their thunks. */
PROT_START rdx, PVOPS_V_CALL

PVOPS_TEMPLATE mmu_ptep_modify_prot_commit, pvops_native_ptep_modify_prot_commit, flags=PVOPS_T_PREFIX
	movq	%rcx, (%rdx)
PVOPS_TEMPLATE_END

/* --- cpu */

PVOPS_TEMPLATE cpu_read_cr0, pvops_native_read_cr0, flags=PVOPS_T_PREFIX
	movq	%cr0, %rax
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_load_gdt, pvops_native_load_gdt, flags=PVOPS_T_PREFIX
	lgdt	(%rdi)
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_load_idt, pvops_native_load_idt, flags=PVOPS_T_PREFIX
	lidt	(%rdi)
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_store_tr, pvops_native_store_tr, flags=PVOPS_T_PREFIX
	str	%rax
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_wbinvd, pv_native_wbinvd, flags=PVOPS_T_PREFIX
	wbinvd
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_cpuid, pvops_native_cpuid, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	cpuid
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_read_msr, pvops_native_read_msr, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	rdmsr
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_write_msr, pvops_native_write_msr, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	wrmsr
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_read_msr_safe, pvops_native_read_msr_safe, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	rdmsr
	xorl	%edi, %edi
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_write_msr_safe, pvops_native_write_msr_safe, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	wrmsr
	xorl	%edi, %edi
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_read_pmc, pvops_native_read_pmc, PVOPS_V_SHAPE, PVOPS_T_PREFIX
	rdpmc
PVOPS_TEMPLATE_END

.irp n, 0, 1, 2, 3, 6, 7
PVOPS_TEMPLATE cpu_get_debugreg, pvops_native_get_debugreg, \n, PVOPS_T_PREFIX
	movq	%db\n, %rax
PVOPS_TEMPLATE_END

PVOPS_TEMPLATE cpu_set_debugreg, pvops_native_set_debugreg, \n, PVOPS_T_PREFIX
	movq	%rdi, %db\n
PVOPS_TEMPLATE_END
.endr

/* --- leave: what stands behind the site */

PVOPS_TEMPLATE leave_iret, pvops_native_iret, PVOPS_V_JUMP
PVOPS_TEMPLATE_END
