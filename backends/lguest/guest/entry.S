/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the host starts the kernel, and the note by which the launcher finds that.  The
 * kernel is at its physical addresses, unmoved, on the page table that it has in the file,
 * with %rsi pointing to struct boot_params and interrupts off.  head_64.S never runs.
 */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/page_types.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include "../abi.h"

	__INIT

/* The stack is the idle task's.  A hypercall loses %rcx and %r11. */
SYM_CODE_START(pvops_lguest_entry)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	leaq	__top_init_kernel_stack(%rip), %rsp
	movq	%rsi, %rbx

	movl	$LG_INIT, %eax
	movq	$(pvops_lguest_page - __START_KERNEL_map), %rdi
	movl	$LG_ABI_VERSION, %esi
	syscall
	UNWIND_HINT_END_OF_STACK

	movl	$LG_SET_BASE, %eax
	movl	$LG_BASE_GS, %edi
	movq	$INIT_PER_CPU_VAR(fixed_percpu_data), %rsi
	syscall
	UNWIND_HINT_END_OF_STACK

	movq	%rbx, %rdi
	pushq	$0			/* no return address: it never returns */
	jmp	pvops_lguest_start
SYM_CODE_END(pvops_lguest_entry)

	__FINIT

/* struct lg_note */
ELFNOTE_START(Lguest, LG_NOTE_START, "a")
	.quad	pvops_lguest_entry
	.quad	early_top_pgt - __START_KERNEL_map
	.quad	LG_ABI_VERSION
ELFNOTE_END
