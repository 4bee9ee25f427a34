/* SPDX-License-Identifier: GPL-2.0-only */
/* The guest's stubs: they do what those of a real kernel would do. */
#include "../../abi.h"

#define FAULT 0xfa017000

	.text
/* RSI: the test */
	.globl	guest_start
guest_start:
	movq	%rsi, %rdi
	call	guest_main
	ud2

/* The stubs of all events, 64 bytes apart; guest_main() registers them. */
	.balign 64
	.globl	stubs
stubs:
	index = 0
	.rept LG_EVENTS
	.balign 64
	.if index == LG_EVENT_SYSCALL
	movq	%rdi, %rax			/* RDI is the result of user mode */
	jmp	back_in_kernel
	.else
	pushq	shared + LG_PAGE_EVENT_SS(%rip)
	pushq	shared + LG_PAGE_EVENT_RSP(%rip)
	pushq	shared + LG_PAGE_EVENT_RFLAGS(%rip)
	pushq	shared + LG_PAGE_EVENT_CS(%rip)
	pushq	shared + LG_PAGE_EVENT_RIP(%rip)
	pushq	shared + LG_PAGE_EVENT_ERROR(%rip)
	pushq	$index
	jmp	on_event
	.endif
	index = index + 1
	.endr

/* struct frame is complete but for the registers; others may happen from here on. */
on_event:
	movq	$0, shared + LG_PAGE_EVENT_BUSY(%rip)
	pushq	%rdi
	pushq	%rsi
	pushq	%rdx
	pushq	%rcx
	pushq	%rax
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	cld
	movq	%rsp, %rdi
	call	handle
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rax
	popq	%rcx
	popq	%rdx
	popq	%rsi
	popq	%rdi
	addq	$16, %rsp			/* index, error */
	movq	%rax, shared + LG_PAGE_RETURN_RAX(%rip)
	movq	%rcx, shared + LG_PAGE_RETURN_RCX(%rip)
	movq	%r11, shared + LG_PAGE_RETURN_R11(%rip)
	popq	shared + LG_PAGE_RETURN_RIP(%rip)
	popq	shared + LG_PAGE_RETURN_CS(%rip)
	popq	shared + LG_PAGE_RETURN_RFLAGS(%rip)
	popq	shared + LG_PAGE_RETURN_RSP(%rip)
	popq	shared + LG_PAGE_RETURN_SS(%rip)
	movl	$LG_IRET, %eax
	syscall
	ud2

/* u64 run_user_at(rip, argument): to user mode until it ends */
	.globl	run_user_at
run_user_at:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, kernel_rsp(%rip)
	movq	%rdi, shared + LG_PAGE_RETURN_RIP(%rip)
	movq	$LG_USER_CS, shared + LG_PAGE_RETURN_CS(%rip)
	movq	user_rflags(%rip), %rax
	movq	%rax, shared + LG_PAGE_RETURN_RFLAGS(%rip)
	movq	user_rsp(%rip), %rax
	movq	%rax, shared + LG_PAGE_RETURN_RSP(%rip)
	movq	$LG_USER_DS, shared + LG_PAGE_RETURN_SS(%rip)
	movq	%rsi, %rdi
	movl	$LG_IRET, %eax
	syscall
	ud2

/* u64 try_kernel(function, argument): call it; a fault in it ends it */
	.globl	try_kernel
try_kernel:
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movq	%rsp, kernel_rsp(%rip)
	movq	%rdi, %rax
	movq	%rsi, %rdi
	call	*%rax
	jmp	1f
	.globl	back_in_kernel
back_in_kernel:
	movq	kernel_rsp(%rip), %rsp
1:	cld
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret

/* u64 end_user_with(result): from user mode back to who called run_user() */
	.globl	end_user_with
end_user_with:
	xorl	%eax, %eax
	syscall
	ud2

/* u64 run_opcode(code): in either mode, which its own address tells */
	.globl	run_opcode
run_opcode:
	movq	%rdi, %rsi
	movq	%rdi, %r12
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	call	*%r12
	leaq	run_opcode(%rip), %rdi
	testq	%rdi, %rdi
	jns	end_user_with
	ret

/* u64 user_popf(flags): what POPF and PUSHF make of them */
	.globl	user_popf
user_popf:
	pushq	%rdi
	popfq
	pushfq
	popq	%rdi
	jmp	end_user_with

/* u64 user_pkru(value): no memory is touched after it */
	.globl	user_pkru
user_pkru:
	movl	%edi, %eax
	xorl	%ecx, %ecx
	xorl	%edx, %edx
	wrpkru
	movl	$7, %edi
	xorl	%eax, %eax
	syscall
	ud2

	.globl	user_gs
user_gs:
	movq	%gs:0, %rdi
	jmp	end_user_with

	.globl	kernel_gs
kernel_gs:
	movq	%gs:0, %rax
	ret

/* long hypercall(nr, a, b, c) */
	.globl	hypercall
hypercall:
	movq	%rdi, %rax
	movq	%rsi, %rdi
	movq	%rdx, %rsi
	movq	%rcx, %rdx
	syscall
	ret

	.data
	.balign 8
kernel_rsp:
	.quad	0
	.globl	user_rflags
user_rflags:
	.quad	0x202
	.globl	user_rsp
user_rsp:
	.quad	0x30000000 - 64

	.balign 4096
	.globl	shared
shared:
	.zero	4096
	.section .note.GNU-stack, "", @progbits
