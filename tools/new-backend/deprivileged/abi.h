/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host and its guests have agreed on.  All of it is made up: put the numbers of
 * your host here, and name the document that has them.
 */
#ifndef PVOPS_BACKENDS_@NAME@_ABI_H
#define PVOPS_BACKENDS_@NAME@_ABI_H

/* The type of the note "@name@" that tells the host's loader where to start. */
#define @NAME@_NOTE_ENTRY	1

/*
 * A call of the host is the instruction INT with this vector: service in %rax, arguments in
 * %rdi and %rsi, result in %rax, all other registers kept.
 */
#define @NAME@_VECTOR		0x8d

/* The services: what the CPU does at CPL 0, done by the host. */
#define @NAME@_SET_GS_BASE	0
#define @NAME@_DELIVER		1	/* interrupts that wait for the flag */
#define @NAME@_HALT		2
#define @NAME@_WRITE_CR0	3
#define @NAME@_WRITE_CR3	4
#define @NAME@_WRITE_CR4	5
#define @NAME@_READ_MSR		6
#define @NAME@_WRITE_MSR	7
#define @NAME@_READ_PMC		8
#define @NAME@_LOAD_GDT		9
#define @NAME@_LOAD_IDT		10
#define @NAME@_SET_LDT		11
#define @NAME@_SET_DESCRIPTOR	12
#define @NAME@_SET_GATE		13
#define @NAME@_SET_GS_INDEX	14
#define @NAME@_SET_STACK	15
#define @NAME@_FLUSH_PAGE	16
#define @NAME@_FLUSH_USER	17
#define @NAME@_FLUSH_ALL	18
/* To the frame behind the word at (%rsp), which is the value of %rax there. */
#define @NAME@_RETURN		19

/* Offsets in struct pvops_@name@_page. */
#define @NAME@_PAGE_MASKED	0
#define @NAME@_PAGE_PENDING	1
#define @NAME@_PAGE_CR2		8

#ifndef __ASSEMBLY__

#include <linux/types.h>

/**
 * struct pvops_@name@_page - what a CPU shares with the host
 * @masked:  interrupts are off; the kernel writes it
 * @pending: an interrupt waits for @masked to become 0; the host writes it
 * @cr2:     the address of the last page fault
 */
struct pvops_@name@_page {
	u8 masked;
	u8 pending;
	u64 cr2;
};

#endif

#endif
