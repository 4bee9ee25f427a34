/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interface of /dev/lguest, between the launcher and lg.ko.
 *
 * An open /dev/lguest becomes one machine with LG_IOC_CREATE. LG_IOC_ADD_VCPU gives a
 * descriptor for its CPU; one page of it, mapped at offset 0, is struct lg_run.
 * LG_IOC_RUN lets the guest run until something is for the launcher to do. Only the
 * process that created the machine may run it: lg.ko uses its page table.
 */
#ifndef PVOPS_LGUEST_UAPI_H
#define PVOPS_LGUEST_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define LG_API_VERSION		1

/*
 * RAM: [base, base + size) of this process becomes the guest's physical memory
 * from 0 on. It is pinned and charged to RLIMIT_MEMLOCK. Page-aligned; anonymous,
 * memfd or hugetlb; writable.
 */
struct lg_create {
	__u64 version;		/* LG_API_VERSION */
	__u64 base;
	__u64 size;
};

/* How a CPU begins: kernel mode, interrupts off, all other registers 0 */
struct lg_vcpu_start {
	__u64 rip;
	__u64 cr3;
	__u64 rsi;		/* gpa of boot_params */
	__u64 rsp;
};

struct lg_regs {
	__u64 rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi;	/* the CPU's own order */
	__u64 r8, r9, r10, r11, r12, r13, r14, r15;
	__u64 rip, rflags, cs, ss;
	__u64 fs_base, gs_base, user_gs_base, cr2, cr3;
};

/* Why LG_IOC_RUN returned 0 */
enum lg_exit {
	LG_EXIT_NONE,
	LG_EXIT_MMIO,		/* mmio; emulate insn on regs, move regs.rip, run */
	LG_EXIT_NOTIFY,		/* arg[0] gpa, arg[1] length; result in regs.rax, run */
	LG_EXIT_SHUTDOWN,	/* arg[0] LG_SHUTDOWN_*, arg[1] gpa of a string or 0 */
	LG_EXIT_CRASH,		/* crash; the machine will not run again */
};

/* Why a machine crashed */
enum lg_crash {
	LG_CRASH_NO_STUB = 1,	/* an event has no stub yet */
	LG_CRASH_BUSY,		/* an event while event{} was busy: double fault */
	LG_CRASH_NO_PAGE,	/* an event before LG_INIT */
	LG_CRASH_VERSION,	/* LG_INIT with another ABI version */
	LG_CRASH_CR3,		/* LG_SET_CR3 with a table outside of RAM */
	LG_CRASH_STACK,		/* an event's stack is not canonical */
};

struct lg_run {
	__u64 reason;		/* enum lg_exit */
	__u64 arg[3];
	struct {
		__u64 gpa;
		__u64 gva;
		__u64 write;		/* 1: the access is a write */
		__u64 insn_bytes;	/* how many of insn could be read */
		__u8 insn[16];
	} mmio;
	struct {
		__u64 why;		/* enum lg_crash */
		__u64 vector;
		__u64 error;
		__u64 rip;
		__u64 cr2;
	} crash;
	struct lg_regs regs;	/* read back after MMIO and NOTIFY: rax..r15, rip */
};

#define LG_IOCTL		'g'
/* on /dev/lguest */
#define LG_IOC_CREATE		_IOW(LG_IOCTL, 0xe0, struct lg_create)
#define LG_IOC_ADD_VCPU		_IOW(LG_IOCTL, 0xe1, struct lg_vcpu_start)	/* -> fd */
#define LG_IOC_IRQ		_IO(LG_IOCTL, 0xe2)	/* argument: its number */
/* on a CPU; 0, or -EINTR for a signal */
#define LG_IOC_RUN		_IO(LG_IOCTL, 0xe3)

#endif /* PVOPS_LGUEST_UAPI_H */
