/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Thunks of the SHAPE rows: from the registers of the native instruction to the
 * C convention and back.  asm/pvops/shapes.h has the sites.
 */
#include "thunk.h"

.macro PVOPS_SHAPE_START op:req
PVOPS_THUNK_START pvops_shape_\op, .Lpvop_\op, PVOPS_V_SHAPE
	FRAME_BEGIN
.endm

.macro PVOPS_SHAPE_END op:req
	FRAME_END
	RET
PVOPS_THUNK_END pvops_shape_\op
.endm

.macro PVOPS_SHAPE_CALL op:req
	PVOPS_SITE pvops_call_\op, .Lpvop_\op, PVOPS_V_CALL
.endm

/* cpuid: %eax and %ecx in, %eax, %ebx, %ecx, %edx out, all through memory. */
PVOPS_SHAPE_START cpu_cpuid
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	subq	$16, %rsp
	movl	%eax, (%rsp)
	movl	%ecx, 8(%rsp)
	leaq	(%rsp), %rdi
	leaq	4(%rsp), %rsi
	leaq	8(%rsp), %rdx
	leaq	12(%rsp), %rcx
	PVOPS_SHAPE_CALL cpu_cpuid
	movl	(%rsp), %eax
	movl	4(%rsp), %ebx
	movl	8(%rsp), %ecx
	movl	12(%rsp), %edx
	addq	$16, %rsp
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
PVOPS_SHAPE_END cpu_cpuid

/*
 * A changed entry: the C functions look at its address and value.  Only tracing prints
 * its address space, and gets that of pvops_some_vma, which means "unknown".  Mappings are
 * counted by address space outside (asm/pvops/pgtable.h).
 */
.macro PVOPS_PROT_ARGS reg:req
	.ifnc	\reg, rdx
	movq	%\reg, %rdx
	.endif
	leaq	pvops_some_vma(%rip), %rdi
	xorl	%esi, %esi
.endm

.macro PVOPS_PROT_START reg:req
PVOPS_THUNK_START pvops_mmu_ptep_modify_prot_start_\reg, .Lpvop_mmu_ptep_modify_prot_start, .Lpvops_v_\reg
	FRAME_BEGIN
	PVOPS_PUSH_C
	PVOPS_PROT_ARGS \reg
	PVOPS_SHAPE_CALL mmu_ptep_modify_prot_start
	PVOPS_POP_C
	FRAME_END
	RET
PVOPS_THUNK_END pvops_mmu_ptep_modify_prot_start_\reg
.endm

.macro PVOPS_PROT_COMMIT reg:req
PVOPS_THUNK_START pvops_mmu_ptep_modify_prot_commit_\reg, .Lpvop_mmu_ptep_modify_prot_commit, .Lpvops_v_\reg
	FRAME_BEGIN
	pushq	%rax
	PVOPS_PUSH_C
	PVOPS_PROT_ARGS \reg
	movq	%rax, %rcx
	PVOPS_SHAPE_CALL mmu_ptep_modify_prot_commit
	PVOPS_POP_C
	popq	%rax
	FRAME_END
	RET
PVOPS_THUNK_END pvops_mmu_ptep_modify_prot_commit_\reg
.endm

.irp reg, rbx, rcx, rdx, rsi, rdi
	PVOPS_PROT_START \reg
.endr
.irp reg, PVOPS_REGISTERS
	PVOPS_PROT_COMMIT \reg
.endr

/* rdmsr, rdpmc: %ecx in, %edx:%eax out. */
.macro PVOPS_SHAPE_READ op:req
PVOPS_SHAPE_START \op
	PVOPS_PUSH_C
	movl	%ecx, %edi
	PVOPS_SHAPE_CALL \op
	PVOPS_POP_C
	movq	%rax, %rdx
	shrq	$32, %rdx
	movl	%eax, %eax
PVOPS_SHAPE_END \op
.endm

PVOPS_SHAPE_READ cpu_read_msr
PVOPS_SHAPE_READ cpu_read_pmc

/* rdmsr that may fault: %ecx in, %edx:%eax and the error in %edi out. */
PVOPS_SHAPE_START cpu_read_msr_safe
	PVOPS_PUSH_C
	subq	$8, %rsp
	movl	$0, (%rsp)
	movl	%ecx, %edi
	movq	%rsp, %rsi
	PVOPS_SHAPE_CALL cpu_read_msr_safe
	movl	(%rsp), %edx
	addq	$8, %rsp
	movl	%edx, 32(%rsp)		/* the saved %rdi */
	PVOPS_POP_C
	movq	%rax, %rdx
	shrq	$32, %rdx
	movl	%eax, %eax
PVOPS_SHAPE_END cpu_read_msr_safe

/* wrmsr: %ecx and %edx:%eax in. */
PVOPS_SHAPE_START cpu_write_msr
	pushq	%rax
	PVOPS_PUSH_C
	movl	%ecx, %edi
	movl	%eax, %esi
	PVOPS_SHAPE_CALL cpu_write_msr
	PVOPS_POP_C
	popq	%rax
PVOPS_SHAPE_END cpu_write_msr

/* wrmsr that may fault: %ecx and %edx:%eax in, the error in %edi out. */
PVOPS_SHAPE_START cpu_write_msr_safe
	pushq	%rax
	PVOPS_PUSH_C
	movl	%ecx, %edi
	movl	%eax, %esi
	PVOPS_SHAPE_CALL cpu_write_msr_safe
	movl	%eax, 32(%rsp)		/* the saved %rdi */
	PVOPS_POP_C
	popq	%rax
PVOPS_SHAPE_END cpu_write_msr_safe

/* A call of the host: number in %rax, arguments in %rbx, %rcx, %rdx, %rsi; %rax out. */
PVOPS_SHAPE_START host_hypercall
	PVOPS_PUSH_C
	movq	%rax, %rdi
	movq	%rsi, %r8
	movq	%rbx, %rsi
	xchgq	%rcx, %rdx
	PVOPS_SHAPE_CALL host_hypercall
	PVOPS_POP_C
PVOPS_SHAPE_END host_hypercall

/* mov %dbN, %rax and mov %rdi, %dbN, for the debug registers that exist. */
.macro PVOPS_DR_THUNKS n:req
PVOPS_THUNK_START pvops_cpu_get_debugreg_\n, .Lpvop_cpu_get_debugreg, \n
	FRAME_BEGIN
	PVOPS_PUSH_C
	movl	$\n, %edi
	PVOPS_SHAPE_CALL cpu_get_debugreg
	PVOPS_POP_C
	FRAME_END
	RET
PVOPS_THUNK_END pvops_cpu_get_debugreg_\n

PVOPS_THUNK_START pvops_cpu_set_debugreg_\n, .Lpvop_cpu_set_debugreg, \n
	FRAME_BEGIN
	pushq	%rax
	PVOPS_PUSH_C
	movq	%rdi, %rsi
	movl	$\n, %edi
	PVOPS_SHAPE_CALL cpu_set_debugreg
	PVOPS_POP_C
	popq	%rax
	FRAME_END
	RET
PVOPS_THUNK_END pvops_cpu_set_debugreg_\n
.endm

.irp n, 0, 1, 2, 3, 6, 7
	PVOPS_DR_THUNKS \n
.endr
