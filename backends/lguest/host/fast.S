/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SYSCALL of 64-bit code, a part of host/switcher.S: how a guest gets from one of its
 * modes to the other, and to another page table, without the host. host/event.c and
 * host/tags.c do the same for whatever is unusual, and have to agree with this.
 */

/* Flags that may be loaded: arithmetic ones, DF, ID; in user mode AC; never others. */
#define FLAGS_KERNEL	0x200cd5
#define FLAGS_USER	(FLAGS_KERNEL | 0x40000)
#define FLAGS_SLOW	0x10100		/* RF, TF */
#define FLAGS_FIXED	0x202
#define FLAG_IF		0x200

/* REG sign-extended from bit 47. */
.macro CANONICAL reg:req
	shlq	$16, \reg
	sarq	$16, \reg
.endm

/*
 * SYSCALL of 64-bit code. RIP is in RCX, RFLAGS in R11, all else is the guest's. Three
 * kinds are done here. They change nothing before they know that they can do all of
 * it, but for what .Lslow and the host overwrite.
 */
	.balign 16
SYM_INNER_LABEL(lg_text_syscall, SYM_L_GLOBAL)
	endbr64
	movq	%rsp, PRIVATE(RSP)
	movq	%rax, PRIVATE(RAX)
	movq	%rcx, PRIVATE(RCX)
	testb	$LG_FLAG_FSGSBASE, STATE(FLAGS)
	jz	.Lslow
	testb	$LG_ROOT_USER, PRIVATE(CURRENT)
	jz	.Lhypercall

	/* A system call of user mode: to the stub, in kernel mode. */
	movq	PRIVATE(STUB), %rax
	testq	%rax, %rax
	jz	.Lslow
	incq	PRIVATE(SYSCALLS)
	movq	%rax, PRIVATE(RIP)
	movq	$FLAGS_FIXED, PRIVATE(RFLAGS)
	movq	PRIVATE(RSP), %rax
	movq	%rax, SHARED(EVENT_RSP)
	movq	SHARED(SP0), %rax
	andq	$~15, %rax
	movq	%rax, PRIVATE(RSP)
	rdgsbase %rax
	movq	%rax, SHARED(USER_GS_BASE)
	movq	PRIVATE(KERNEL_GS), %rax
	wrgsbase %rax
	movq	$0, SHARED(IRQ_ENABLED)
	/* Threat table, "user AC or PKRU kills its kernel". */
	testb	$LG_FLAG_PKU, STATE(FLAGS)
	jz	1f
	movq	%rdx, PRIVATE(RDX)
	xorl	%ecx, %ecx
	rdpkru
	xorl	%eax, %eax
	wrpkru
	movq	PRIVATE(RDX), %rdx
1:	andl	$~LG_ROOT_USER, PRIVATE(CURRENT)
	LOAD_ROOT
	movq	PRIVATE(RCX), %rcx
	movq	PRIVATE(RAX), %rax
	jmp	.Lback

	/* A hypercall. */
.Lhypercall:
	cmpl	$0, PRIVATE(FAST)
	je	.Lslow
	cmpq	$LG_SET_CR3, %rax
	je	.Lset_cr3
	cmpq	$LG_IRET, %rax
	jne	.Lslow

	/*
	 * LG_IRET. Threat table, "return frame and page changed while read": each
	 * word is read once, into a register. RAX, RCX, R11 are free.
	 */
	cmpq	$0, SHARED(IRQ_PENDING)
	jne	.Lslow
	movq	SHARED(RETURN_RIP), %rax
	movq	%rax, %rcx
	CANONICAL %rcx
	cmpq	%rax, %rcx
	jne	.Lslow
	movq	%rax, PRIVATE(RIP)
	movq	SHARED(RETURN_RFLAGS), %rcx
	movq	SHARED(RETURN_CS), %rax
	cmpq	$LG_KERNEL_CS, %rax
	jne	2f
	movl	%ecx, %eax
	andl	$FLAG_IF, %eax
	movq	%rax, SHARED(IRQ_ENABLED)
	andl	$FLAGS_KERNEL, %ecx
	orl	$FLAGS_FIXED, %ecx
	movq	%rcx, PRIVATE(RFLAGS)
	jmp	3f

2:	cmpq	$LG_USER_CS, %rax
	jne	.Lslow
	cmpq	$LG_USER_DS, SHARED(RETURN_SS)
	jne	.Lslow
	testl	$FLAGS_SLOW, %ecx
	jnz	.Lslow
	/* Threat table, "guest user reads guest kernel": such entries have to go first. */
	movl	PRIVATE(CURRENT), %eax
	shrl	$1, %eax
	leaq	PRIVATE(SUPERVISOR), %r11
	cmpb	$0, (%r11,%rax)
	jne	.Lslow
	andl	$FLAGS_USER, %ecx
	orl	$FLAGS_FIXED, %ecx
	movq	%rcx, PRIVATE(RFLAGS)
	rdgsbase %rax
	movq	%rax, PRIVATE(KERNEL_GS)
	movq	SHARED(USER_GS_BASE), %rax
	CANONICAL %rax			/* threat table, "wrgsbase" */
	wrgsbase %rax
	movq	$FLAG_IF, SHARED(IRQ_ENABLED)
	orl	$LG_ROOT_USER, PRIVATE(CURRENT)
	LOAD_ROOT
3:	incq	PRIVATE(IRETS)
	movq	SHARED(RETURN_RSP), %rax
	movq	%rax, PRIVATE(RSP)
	movq	SHARED(RETURN_R11), %r11
	movq	SHARED(RETURN_RCX), %rcx
	movq	SHARED(RETURN_RAX), %rax
.Lback:
	movq	$LG_USER_CS, PRIVATE(CS)
	movq	$LG_USER_DS, PRIVATE(SS)
	leaq	PRIVATE(RIP), %rsp
	iretq

	/* LG_SET_CR3 to a page table whose tag is there. RSP is free, too. */
.Lset_cr3:
	btq	$LG_CR3_NOFLUSH_BIT, %rdi
	jnc	.Lslow
	testb	$0x80, SHARED(CR4)	/* PGE: the kernel half stays */
	jz	.Lslow
	movq	%rcx, %rsp
	CANONICAL %rsp
	cmpq	%rcx, %rsp
	jne	.Lslow
	movl	%edi, %eax
	andl	$LG_CR3_PCID, %eax
	cmpl	$LG_PCIDS, %eax
	jae	.Lslow
	movabsq	$0x000ffffffffff000, %rsp
	andq	%rdi, %rsp
	leaq	PRIVATE(TAG_CR3), %rcx
	cmpq	%rsp, (%rcx,%rax,8)
	jne	.Lslow
	incq	PRIVATE(CR3S)
	addl	%eax, %eax
	movl	%eax, PRIVATE(CURRENT)
	movq	PRIVATE(RCX), %rcx
	movq	%rcx, PRIVATE(RIP)
	andq	$~0x100, %r11		/* TF */
	orq	$FLAG_IF, %r11
	movq	%r11, PRIVATE(RFLAGS)
	LOAD_ROOT
	movq	%rdi, %rax
	btrq	$LG_CR3_NOFLUSH_BIT, %rax
	movq	%rax, SHARED(CR3)
	xorl	%eax, %eax		/* the result; and the guest sees nothing of ours */
	xorl	%ecx, %ecx
	xorl	%r11d, %r11d
	jmp	.Lback

	/* The host does it. R11 is still the guest's, or need not be kept. */
.Lslow:
	movq	PRIVATE(RAX), %rax
	movq	PRIVATE(RCX), %rcx
	movq	$LG_USER_DS, PRIVATE(SS)
	leaq	PRIVATE(RSP), %rsp
	pushq	%r11
	pushq	$LG_USER_CS
	pushq	%rcx
	pushq	$0
	pushq	$(LG_VECTOR_SYSCALL - LG_VECTOR_BIAS)
	jmp	.Lsave
