/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface between an lguest kernel and its host, version 1.
 *
 * Host, guest and launcher all include this file. C sees the shared page as a
 * structure, assembly as the offsets LG_PAGE_*, which the assertions at the end
 * tie to it. The guest can write every byte of the page at any time, also from
 * other threads of the launcher: the host reads each field once and checks it.
 */
#ifndef PVOPS_LGUEST_ABI_H
#define PVOPS_LGUEST_ABI_H

#define LG_ABI_VERSION		1

/*
 * Note in the kernel's ELF file. Its name is LG_NOTE_NAME, its type LG_NOTE_START,
 * its contents struct lg_note.
 */
#define LG_NOTE_NAME		"Lguest"
#define LG_NOTE_START		1

/*
 * Physical memory: RAM begins at 0 and is contiguous. Accesses to the window
 * LG_MMIO_BASE end in the launcher. 38 bits are few enough for any CPU. There is
 * nothing elsewhere, and what maps it gets a page fault.
 */
#define LG_MMIO_BASE		0x4000000000
#define LG_MMIO_SIZE		0x1000000
#define LG_RAM_MIN		0x2000000	/* 32 MiB */
#define LG_RAM_MAX		LG_MMIO_BASE

/* Selectors in frames. Guest kernels run at CPL 3, but their frames show CPL 0. */
#define LG_KERNEL_CS		0x10
#define LG_KERNEL_DS		0x18
#define LG_USER32_CS		0x23
#define LG_USER_DS		0x2b
#define LG_USER_CS		0x33
#define LG_TLS_FIRST		12		/* index of the first of LG_TLS_ENTRIES */
#define LG_TLS_ENTRIES		3

/*
 * Hypercalls: SYSCALL in kernel mode. Number in RAX, arguments in RDI, RSI, RDX,
 * result in RAX. RCX and R11 are lost, all others kept. Unknown: -ENOSYS.
 */
#define LG_INIT			1	/* gpa of the shared page, LG_ABI_VERSION */
#define LG_SHUTDOWN		2	/* LG_SHUTDOWN_*, gpa of a string or 0; no return */
#define LG_NOTIFY		3	/* gpa, length of console text; at most 4096 */
#define LG_SET_CR3		4	/* CR3 with PCID 0..6; bit 63: do not flush it */
#define LG_FLUSH		5	/* LG_FLUSH_* */
#define LG_SET_EVENT		6	/* LG_EVENT_* or vector 0..31, address of its stub */
#define LG_SET_TIMER		9	/* ns from now until interrupt 0; 0 = off */
#define LG_HALT			10	/* enable interrupts, sleep until the next */
#define LG_LOAD_TLS		16	/* three descriptors, in RDI, RSI, RDX */
#define LG_SET_BASE		17	/* LG_BASE_*, address */
#define LG_LOAD_GS		18	/* selector of user mode; its base: user_gs_base */
#define LG_IRQ_CHECK		19	/* interrupts are enabled, and irq_pending not 0 */
#define LG_IRET			20	/* the page's return block; comes back nowhere */
#define LG_GET_TIME		22	/* ns since the machine was created */
#define LG_VCPU_UP		23	/* 23..25: reserved for guests with several CPUs */
#define LG_IPI			24
#define LG_KICK			25

/* LG_SHUTDOWN, first argument */
#define LG_SHUTDOWN_OFF		0
#define LG_SHUTDOWN_REBOOT	1
#define LG_SHUTDOWN_PANIC	2

/* LG_FLUSH, argument. User addresses are those of the PCID in CR3. */
#define LG_FLUSH_LIST		0	/* the page's list; kernel addresses too */
#define LG_FLUSH_PCID		1	/* user addresses of this PCID */
#define LG_FLUSH_ALL		2	/* everything, with global entries */

/* LG_SET_CR3: PCIDs that exist */
#define LG_PCIDS		7
#define LG_CR3_PCID		0xfff
#define LG_CR3_NOFLUSH_BIT	63

/*
 * Events. Vectors 0..31 are those of the CPU; 2, 8 and 18 never come. A stub
 * begins with RSP at the interrupted RSP & -16, or at sp0 (from user mode), and
 * all other registers as interrupted; event{} tells the rest and is busy until
 * the stub clears busy. irq_enabled is 0; RFLAGS in event{} holds what it was.
 *
 * LG_EVENT_IRQ: event.vector is LG_IRQ_VECTOR + n.
 * LG_EVENT_SYSCALL: from 64-bit user mode. RCX is RIP, R11 is RFLAGS as SYSCALL
 * leaves them, event.rsp the user's RSP; nothing else of event{} is written, and
 * busy stays 0. SYSCALL in 32-bit code is #UD, SYSENTER is #GP.
 * LG_EVENT_INT80: int $0x80 in user mode, like a vector without error code.
 */
#define LG_EVENT_IRQ		32
#define LG_EVENT_SYSCALL	33
#define LG_EVENT_INT80		34
#define LG_EVENTS		35
#define LG_IRQ_VECTOR		0x20
#define LG_IRQS			64
#define LG_IRQ_TIMER		0	/* others are the launcher's to give */

/* LG_SET_BASE, first argument */
#define LG_BASE_FS		0
#define LG_BASE_GS		1	/* of kernel mode; that of user mode is in the page */

/* host_features */
#define LG_HOST_FSGSBASE	(1 << 0)	/* rdgsbase and its kind do not fault */
#define LG_HOST_TSC		(1 << 1)	/* tsc_khz is known, the TSC is reliable */

/* Offsets in the shared page */
#define LG_PAGE_IRQ_ENABLED	0x000
#define LG_PAGE_IRQ_PENDING	0x008
#define LG_PAGE_SP0		0x010
#define LG_PAGE_IRQ_MASK	0x018
#define LG_PAGE_EVENT		0x040
#define LG_PAGE_EVENT_VECTOR	0x040
#define LG_PAGE_EVENT_ERROR	0x048
#define LG_PAGE_EVENT_CR2	0x050
#define LG_PAGE_EVENT_DR6	0x058
#define LG_PAGE_EVENT_RIP	0x060
#define LG_PAGE_EVENT_CS	0x068
#define LG_PAGE_EVENT_RFLAGS	0x070
#define LG_PAGE_EVENT_RSP	0x078
#define LG_PAGE_EVENT_SS	0x080
#define LG_PAGE_EVENT_BUSY	0x088
#define LG_PAGE_RETURN		0x0c0
#define LG_PAGE_RETURN_RIP	0x0c0
#define LG_PAGE_RETURN_CS	0x0c8
#define LG_PAGE_RETURN_RFLAGS	0x0d0
#define LG_PAGE_RETURN_RSP	0x0d8
#define LG_PAGE_RETURN_SS	0x0e0
#define LG_PAGE_RETURN_RAX	0x0e8
#define LG_PAGE_RETURN_RCX	0x0f0
#define LG_PAGE_RETURN_R11	0x0f8
#define LG_PAGE_USER_GS_BASE	0x140
#define LG_PAGE_CR0		0x148
#define LG_PAGE_CR3		0x150
#define LG_PAGE_CR4		0x158
#define LG_PAGE_HOST_FEATURES	0x180
#define LG_PAGE_TSC_KHZ		0x188
#define LG_PAGE_WALL_CLOCK	0x190
#define LG_PAGE_RAM_SIZE	0x198
#define LG_PAGE_FLUSH		0x200
#define LG_FLUSH_LIST_MAX	63

#ifndef __ASSEMBLER__

#include <linux/types.h>

/* What the ELF note tells: virtual entry, physical address of its page table */
struct lg_note {
	__u64 entry;
	__u64 cr3;
	__u64 version;
};

/* From host to guest: what was interrupted, and by what */
struct lg_event {
	__u64 vector;
	__u64 error;
	__u64 cr2;		/* vector 14 */
	__u64 dr6;		/* vector 1 */
	__u64 rip;
	__u64 cs;
	__u64 rflags;		/* IF is irq_enabled */
	__u64 rsp;
	__u64 ss;
	__u64 busy;		/* the stub has not yet read all of this */
};

/* From guest to host: LG_IRET takes all of it in one step */
struct lg_return {
	__u64 rip;
	__u64 cs;		/* LG_KERNEL_CS, LG_USER_CS or LG_USER32_CS */
	__u64 rflags;		/* IF becomes irq_enabled */
	__u64 rsp;
	__u64 ss;
	__u64 rax;
	__u64 rcx;
	__u64 r11;
};

struct lg_flush {
	__u64 n;
	__u64 address[LG_FLUSH_LIST_MAX];
};

struct lg_page {
	__u64 irq_enabled;	/* 0 or 0x200, as in RFLAGS */
	__u64 irq_pending;	/* host: not 0 if an interrupt waits for enable */
	__u64 sp0;		/* stack of events from user mode */
	__u64 irq_mask;		/* bit n: do not deliver interrupt n */
	__u64 reserved0[4];
	struct lg_event event;
	__u64 reserved1[6];
	struct lg_return ret;
	__u64 reserved2[8];
	__u64 user_gs_base;	/* while in kernel mode */
	__u64 cr0;		/* virtual; the host looks at PGE of cr4 only */
	__u64 cr3;		/* written by the host: what LG_SET_CR3 set last */
	__u64 cr4;
	__u64 reserved3[4];
	__u64 host_features;	/* LG_HOST_*; these four are filled by LG_INIT */
	__u64 tsc_khz;
	__u64 wall_clock;	/* ns since 1970 when LG_GET_TIME was 0 */
	__u64 ram_size;		/* bytes */
	__u64 reserved4[12];
	struct lg_flush flush;
	__u64 reserved5[384];
};

#define LG_OFFSET(field, at) \
	_Static_assert(__builtin_offsetof(struct lg_page, field) == (at), #field)

LG_OFFSET(irq_enabled, LG_PAGE_IRQ_ENABLED);
LG_OFFSET(irq_pending, LG_PAGE_IRQ_PENDING);
LG_OFFSET(sp0, LG_PAGE_SP0);
LG_OFFSET(irq_mask, LG_PAGE_IRQ_MASK);
LG_OFFSET(event.vector, LG_PAGE_EVENT_VECTOR);
LG_OFFSET(event.error, LG_PAGE_EVENT_ERROR);
LG_OFFSET(event.cr2, LG_PAGE_EVENT_CR2);
LG_OFFSET(event.dr6, LG_PAGE_EVENT_DR6);
LG_OFFSET(event.rip, LG_PAGE_EVENT_RIP);
LG_OFFSET(event.cs, LG_PAGE_EVENT_CS);
LG_OFFSET(event.rflags, LG_PAGE_EVENT_RFLAGS);
LG_OFFSET(event.rsp, LG_PAGE_EVENT_RSP);
LG_OFFSET(event.ss, LG_PAGE_EVENT_SS);
LG_OFFSET(event.busy, LG_PAGE_EVENT_BUSY);
LG_OFFSET(ret.rip, LG_PAGE_RETURN_RIP);
LG_OFFSET(ret.cs, LG_PAGE_RETURN_CS);
LG_OFFSET(ret.rflags, LG_PAGE_RETURN_RFLAGS);
LG_OFFSET(ret.rsp, LG_PAGE_RETURN_RSP);
LG_OFFSET(ret.ss, LG_PAGE_RETURN_SS);
LG_OFFSET(ret.rax, LG_PAGE_RETURN_RAX);
LG_OFFSET(ret.rcx, LG_PAGE_RETURN_RCX);
LG_OFFSET(ret.r11, LG_PAGE_RETURN_R11);
LG_OFFSET(user_gs_base, LG_PAGE_USER_GS_BASE);
LG_OFFSET(cr0, LG_PAGE_CR0);
LG_OFFSET(cr3, LG_PAGE_CR3);
LG_OFFSET(cr4, LG_PAGE_CR4);
LG_OFFSET(host_features, LG_PAGE_HOST_FEATURES);
LG_OFFSET(tsc_khz, LG_PAGE_TSC_KHZ);
LG_OFFSET(wall_clock, LG_PAGE_WALL_CLOCK);
LG_OFFSET(ram_size, LG_PAGE_RAM_SIZE);
LG_OFFSET(flush, LG_PAGE_FLUSH);
_Static_assert(sizeof(struct lg_page) == 4096, "the shared page is one page");

#undef LG_OFFSET

#endif /* !__ASSEMBLER__ */
#endif /* PVOPS_LGUEST_ABI_H */
