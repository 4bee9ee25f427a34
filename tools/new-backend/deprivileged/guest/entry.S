/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the host starts the kernel, in long mode at the kernel's virtual addresses, with
 * %rsi pointing to struct boot_params and interrupts masked.
 */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <linux/objtool.h>
#include <asm/asm.h>
#include <asm/percpu.h>
#include <asm/unwind_hints.h>
#include "../abi.h"

	__INIT

/* The stack is the idle task's; a call of the host keeps %rsi. */
SYM_CODE_START(pvops_@name@_entry)
	UNWIND_HINT_END_OF_STACK
	ANNOTATE_NOENDBR
	cld
	leaq	__top_init_kernel_stack(%rip), %rsp
	movl	$@NAME@_SET_GS_BASE, %eax
	movq	$INIT_PER_CPU_VAR(fixed_percpu_data), %rdi
	int	$@NAME@_VECTOR
	movq	%rsi, %rdi
	pushq	$0			/* no return address: it never returns */
	jmp	pvops_@name@_start
SYM_CODE_END(pvops_@name@_entry)

	__FINIT

ELFNOTE(@name@, @NAME@_NOTE_ENTRY, _ASM_PTR pvops_@name@_entry)
