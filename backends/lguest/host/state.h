/* SPDX-License-Identifier: GPL-2.0-only */
/* The structures that C shares with the switcher: host/layout.h as C. */
#ifndef PVOPS_LGUEST_HOST_STATE_H
#define PVOPS_LGUEST_HOST_STATE_H

#include <linux/build_bug.h>
#include <linux/types.h>
#include <asm/desc_defs.h>

#include "../abi.h"
#include "layout.h"

/* A CPU's side. It holds nothing of a guest. */
struct lg_state {
	u64 host_rsp;
	u64 host_cr3;
	u64 tss_type;
	u64 landing;
	struct desc_ptr host_idt __aligned(8);
	struct desc_ptr host_gdt_rw __aligned(8);
	struct desc_ptr host_gdt_ro __aligned(8);
	struct desc_ptr idt __aligned(8);
	struct desc_ptr gdt __aligned(8);
	u64 noflush __aligned(8);
	u32 flags;
	u16 verw;
	u16 reserved;
	u32 nmi;
	u32 mc;
	u64 dead;
	u64 dead_error;
	u64 dead_rip;
	u64 dead_rsp;
	u64 dead_cr2;
};

/* A vCPU's side: what the guest has in registers. No guest and no launcher sees it. */
struct lg_private {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	u64 rax, rcx, rdx, rsi, rdi;
	s64 vector;			/* of the last exit, minus LG_VECTOR_BIAS */
	u64 error;
	u64 rip, cs, rflags, rsp, ss;
	u64 cr2;
	u64 fs_base, gs_base;
	u16 ds, es, fs, gs;
	u64 root[2 * LG_PCIDS];		/* kernel and user mode of each PCID */
	u64 tag_cr3[LG_PCIDS];		/* the guest's CR3 behind it, or LG_NO_CR3 */
	u8 supervisor[LG_PCIDS + 1];	/* not 0: user mode must not be entered */
	u64 kernel_gs_base;		/* while in user mode */
	u64 syscall_stub;		/* 0: leave that to the host */
	u32 current_root;		/* 2 * PCID + LG_ROOT_USER */
	u32 fast;			/* there is a shared page */
	u64 fast_syscalls, fast_irets, fast_cr3;
};

#define LG_AT(type, field, at) \
	static_assert(offsetof(struct type, field) == (at))

LG_AT(lg_state, host_rsp, LG_STATE_HOST_RSP);
LG_AT(lg_state, host_cr3, LG_STATE_HOST_CR3);
LG_AT(lg_state, tss_type, LG_STATE_TSS_TYPE);
LG_AT(lg_state, landing, LG_STATE_LANDING);
LG_AT(lg_state, host_idt, LG_STATE_HOST_IDT);
LG_AT(lg_state, host_gdt_rw, LG_STATE_HOST_GDT_RW);
LG_AT(lg_state, host_gdt_ro, LG_STATE_HOST_GDT_RO);
LG_AT(lg_state, idt, LG_STATE_IDT);
LG_AT(lg_state, gdt, LG_STATE_GDT);
LG_AT(lg_state, noflush, LG_STATE_NOFLUSH);
LG_AT(lg_state, flags, LG_STATE_FLAGS);
LG_AT(lg_state, verw, LG_STATE_VERW);
LG_AT(lg_state, nmi, LG_STATE_NMI);
LG_AT(lg_state, mc, LG_STATE_MC);
LG_AT(lg_state, dead, LG_STATE_DEAD);
LG_AT(lg_state, dead_error, LG_STATE_DEAD_ERROR);
LG_AT(lg_state, dead_rip, LG_STATE_DEAD_RIP);
LG_AT(lg_state, dead_rsp, LG_STATE_DEAD_RSP);
LG_AT(lg_state, dead_cr2, LG_STATE_DEAD_CR2);

LG_AT(lg_private, r15, LG_PRIVATE_R15);
LG_AT(lg_private, rax, LG_PRIVATE_RAX);
LG_AT(lg_private, rcx, LG_PRIVATE_RCX);
LG_AT(lg_private, rdx, LG_PRIVATE_RDX);
LG_AT(lg_private, vector, LG_PRIVATE_VECTOR);
LG_AT(lg_private, error, LG_PRIVATE_ERROR);
LG_AT(lg_private, rip, LG_PRIVATE_RIP);
LG_AT(lg_private, cs, LG_PRIVATE_CS);
LG_AT(lg_private, rflags, LG_PRIVATE_RFLAGS);
LG_AT(lg_private, rsp, LG_PRIVATE_RSP);
LG_AT(lg_private, ss, LG_PRIVATE_SS);
LG_AT(lg_private, cr2, LG_PRIVATE_CR2);
LG_AT(lg_private, fs_base, LG_PRIVATE_FS_BASE);
LG_AT(lg_private, gs_base, LG_PRIVATE_GS_BASE);
LG_AT(lg_private, ds, LG_PRIVATE_DS);
LG_AT(lg_private, es, LG_PRIVATE_ES);
LG_AT(lg_private, fs, LG_PRIVATE_FS);
LG_AT(lg_private, gs, LG_PRIVATE_GS);
LG_AT(lg_private, root, LG_PRIVATE_ROOT);
LG_AT(lg_private, tag_cr3, LG_PRIVATE_TAG_CR3);
LG_AT(lg_private, supervisor, LG_PRIVATE_SUPERVISOR);
LG_AT(lg_private, kernel_gs_base, LG_PRIVATE_KERNEL_GS);
LG_AT(lg_private, syscall_stub, LG_PRIVATE_STUB);
LG_AT(lg_private, current_root, LG_PRIVATE_CURRENT);
LG_AT(lg_private, fast, LG_PRIVATE_FAST);
LG_AT(lg_private, fast_syscalls, LG_PRIVATE_SYSCALLS);
LG_AT(lg_private, fast_irets, LG_PRIVATE_IRETS);
LG_AT(lg_private, fast_cr3, LG_PRIVATE_CR3S);

#undef LG_AT

#endif /* PVOPS_LGUEST_HOST_STATE_H */
