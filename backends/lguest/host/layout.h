/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where everything is that the switcher (host/switcher.S) touches.
 *
 * A CPU's area is 64 KiB in a slot of the page table that Linux leaves to
 * hypervisors. It is at the same address in the launcher's page table and in all
 * that guests run on. The code is at its head, so %rip finds the rest: without GS,
 * stack or the CPU's number. All of it is for CPL 0 only.
 */
#ifndef PVOPS_LGUEST_HOST_LAYOUT_H
#define PVOPS_LGUEST_HOST_LAYOUT_H

#define LG_SLOT			256	/* of the top table */
#define LG_AREA_SHIFT		16

/* Offsets in an area */
#define LG_AREA_TEXT		0x0000	/* R-X: a copy of host/switcher.S */
#define LG_AREA_STUBS		0x1000	/* R-X: 256 entries of LG_STUB_SIZE */
#define LG_AREA_IDT		0x2000
#define LG_AREA_GDT		0x3000
#define LG_AREA_TSS		0x3800
#define LG_AREA_STATE		0x4000	/* struct lg_state */
#define LG_AREA_STACKS		0x5000	/* four for IST, each LG_STACK_SIZE */
#define LG_AREA_OWN_PAGES	6
#define LG_AREA_SHARED		0x6000	/* the page of the vCPU that entered last */
#define LG_AREA_PRIVATE		0x7000	/* its struct lg_private */
#define LG_AREA_PAGES		8

#define LG_STUB_SIZE		16
#define LG_STACK_SIZE		0x400

/*
 * The same numbers as the host's own IDT has. Between lidt and ltr our gates
 * find the host's stacks by them, which are free, as no NMI is being handled.
 */
#define LG_IST_DF		1
#define LG_IST_NMI		2
#define LG_IST_DB		3
#define LG_IST_MC		4

/* struct lg_state */
#define LG_STATE_HOST_RSP	0x00
#define LG_STATE_HOST_CR3	0x08
#define LG_STATE_TSS_TYPE	0x10	/* address of that byte in the host's GDT */
#define LG_STATE_LANDING	0x18	/* where the host goes on */
#define LG_STATE_HOST_IDT	0x20
#define LG_STATE_HOST_GDT_RW	0x30
#define LG_STATE_HOST_GDT_RO	0x40
#define LG_STATE_IDT		0x50
#define LG_STATE_GDT		0x60
#define LG_STATE_NOFLUSH	0x70	/* bit 63 of CR3, or 0 without PCIDs */
#define LG_STATE_FLAGS		0x78	/* LG_FLAG_* */
#define LG_STATE_VERW		0x7c	/* a selector */
#define LG_STATE_NMI		0x80	/* came at CPL 0 */
#define LG_STATE_MC		0x84
#define LG_STATE_DEAD		0x88	/* a fault at CPL 0: 1 + vector */
#define LG_STATE_DEAD_ERROR	0x90
#define LG_STATE_DEAD_RIP	0x98
#define LG_STATE_DEAD_RSP	0xa0
#define LG_STATE_DEAD_CR2	0xa8

#define LG_FLAG_FSGSBASE	1
#define LG_FLAG_PKU		2
#define LG_FLAG_VERW		4

/* struct lg_private: registers in the order of pushing them, then the CPU's frame */
#define LG_PRIVATE_R15		0x00
#define LG_PRIVATE_RAX		0x50
#define LG_PRIVATE_RCX		0x58
#define LG_PRIVATE_RDX		0x60
#define LG_PRIVATE_VECTOR	0x78	/* minus LG_VECTOR_BIAS */
#define LG_PRIVATE_ERROR	0x80
#define LG_PRIVATE_RIP		0x88
#define LG_PRIVATE_CS		0x90
#define LG_PRIVATE_RFLAGS	0x98
#define LG_PRIVATE_RSP		0xa0
#define LG_PRIVATE_SS		0xa8
#define LG_PRIVATE_TOP		0xb0	/* RSP0; a multiple of 16 */
#define LG_PRIVATE_CR2		0xb0
#define LG_PRIVATE_FS_BASE	0xb8
#define LG_PRIVATE_GS_BASE	0xc0
#define LG_PRIVATE_DS		0xc8	/* four selectors of 16 bits */
#define LG_PRIVATE_ES		0xca
#define LG_PRIVATE_FS		0xcc
#define LG_PRIVATE_GS		0xce
#define LG_PRIVATE_ROOT		0xd0	/* of each PCID two: kernel and user mode */
#define LG_PRIVATE_TAG_CR3	0x140
#define LG_PRIVATE_SUPERVISOR	0x178
#define LG_PRIVATE_KERNEL_GS	0x180
#define LG_PRIVATE_STUB		0x188
#define LG_PRIVATE_CURRENT	0x190
#define LG_PRIVATE_FAST		0x194
#define LG_PRIVATE_SYSCALLS	0x198
#define LG_PRIVATE_IRETS	0x1a0
#define LG_PRIVATE_CR3S		0x1a8

#define LG_ROOT_USER		1

/* So a stub pushes any vector with one byte. SYSCALL has numbers of its own. */
#define LG_VECTOR_BIAS		128
#define LG_VECTOR_SYSCALL	256
#define LG_VECTOR_SYSCALL32	257

#define LG_CODE_SEGMENT		0x10	/* ours, in our GDT */
#define LG_TSS_SELECTOR		0x40	/* the same in both GDTs */
#define LG_TSS_AVAILABLE	0x89

#endif /* PVOPS_LGUEST_HOST_LAYOUT_H */
