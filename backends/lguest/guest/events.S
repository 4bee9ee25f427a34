/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where events begin.  The host leaves all registers as they were interrupted and writes
 * what the CPU would have pushed into the shared page; a stub pushes it, and goes on
 * where the CPU would have begun.  Once busy is clear the host may send the next event;
 * until then one would be a double fault, and nothing here causes one.
 */
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/ibt.h>
#include <asm/segment.h>
#include <asm/trapnr.h>
#include <asm/unwind_hints.h>
#include "../abi.h"

#define PAGE(field)	(pvops_lguest_page + LG_PAGE_##field)(%rip)

/* Of all early stubs, so that the stub of a vector can be computed. */
#define EARLY_STUB_SIZE	64

/* @word: one more word of the page to be pushed behind the frame. */
.macro PUSH_FRAME word
	pushq	PAGE(EVENT_SS)
	pushq	PAGE(EVENT_RSP)
	pushq	PAGE(EVENT_RFLAGS)
	pushq	PAGE(EVENT_CS)
	pushq	PAGE(EVENT_RIP)
	.ifnb \word
	pushq	(pvops_lguest_page + \word)(%rip)
	.endif
	movq	$0, PAGE(EVENT_BUSY)
.endm

.macro STUB name:req, target:req, word
SYM_CODE_START(\name)
	UNWIND_HINT_UNDEFINED
	ENDBR
	PUSH_FRAME \word
	jmp	\target
SYM_CODE_END(\name)
.endm

/* --- the kernel's own gates */

	.section .noinstr.text, "ax"

.macro EXCEPTION name:req, error:req
	.if \error
	STUB pvops_lguest_event_\name, asm_exc_\name, LG_PAGE_EVENT_ERROR
	.else
	STUB pvops_lguest_event_\name, asm_exc_\name
	.endif
.endm

#define LG_EXCEPTION(vector, name, error)	EXCEPTION name, error;
#include "events.def"

STUB pvops_lguest_event_irq, asm_common_interrupt, LG_PAGE_EVENT_VECTOR

#ifdef CONFIG_IA32_EMULATION
STUB pvops_lguest_event_int80, asm_int80_emulation
#endif

/* %rcx and %r11 are what SYSCALL has put there; only the user's stack is in the page. */
SYM_CODE_START(pvops_lguest_event_syscall)
	UNWIND_HINT_ENTRY
	ENDBR
	pushq	$__USER_DS
	pushq	PAGE(EVENT_RSP)
	pushq	%r11
	pushq	$__USER_CS
	pushq	%rcx
	jmp	entry_SYSCALL_64_after_hwframe
SYM_CODE_END(pvops_lguest_event_syscall)

/* --- early_idt_handler_array, until the kernel has its own gates */

	__INIT

	.balign	EARLY_STUB_SIZE
SYM_CODE_START_NOALIGN(pvops_lguest_early_events)
	.set	.Lvector, 0
	.rept	NUM_EXCEPTION_VECTORS
	UNWIND_HINT_UNDEFINED
	ENDBR
	.if	(EXCEPTION_ERRCODE_MASK >> .Lvector) & 1
	PUSH_FRAME LG_PAGE_EVENT_ERROR
	.else
	PUSH_FRAME
	.endif
	jmp	early_idt_handler_array + .Lvector * EARLY_IDT_HANDLER_SIZE
	.set	.Lvector, .Lvector + 1
	.fill	pvops_lguest_early_events + .Lvector * EARLY_STUB_SIZE - ., 1, 0xcc
	.endr
SYM_CODE_END(pvops_lguest_early_events)

	__FINIT
