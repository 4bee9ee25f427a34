/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest of lgtest: a copy of the program itself, which runs as a kernel at
 * GUEST_KERNEL and as user code at GUEST_USER. So guest code may call guest code and use
 * its data, but neither libc nor any address that is not relative to %rip.
 */
#ifndef LGTEST_GUEST_H
#define LGTEST_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "../../abi.h"
#include "../../uapi.h"

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint8_t u8;

/* Physical addresses */
#define GPA_TOP		0x1000
#define GPA_TABLES	0x2000		/* one page each, see machine.c */
#define GPA_STACKS	0x40000		/* kernel, events, user: 16 KiB each */
#define GPA_SCRATCH	0x60000		/* 16 pages, user and writable at GUEST_SCRATCH */
#define GPA_IMAGE	0x200000

/* Virtual addresses */
#define GUEST_KERNEL	0xffffffff80000000	/* the image */
#define GUEST_DIRECT	0xffff888000000000	/* RAM, by 2 MiB */
#define GUEST_USER	0x10000000		/* the image, again */
#define GUEST_SCRATCH	0x20000000
#define GUEST_STACK	0x30000000		/* of user mode; ends here */
#define GUEST_EDGE	0x7ffffffff000		/* the last user page */
#define GUEST_DEVICE	0xffffc90000000000	/* LG_MMIO_BASE */

#define RAM_SIZE	LG_RAM_MIN

/* So that the compiler finds everything relative to %rip. */
#pragma GCC visibility push(hidden)

struct frame {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u64 index, error, rip, cs, rflags, rsp, ss;
};

/* What happened last, for the tests to look at. */
struct seen {
	u64 count;
	u64 index;		/* LG_EVENT_* or a vector */
	u64 error, cr2, dr6, rip, rflags, cs;
};

/* The program looks at these in the guest's RAM when it has ended. */
struct verdict {
	u64 checks;
	u64 failures;
	u64 line;		/* of the first failure */
	u64 got, want;
	u64 done;
};

extern struct verdict verdict;
extern volatile struct seen seen;
extern volatile u64 timer_ticks;
extern struct lg_page shared;

/* A word that the program changes while the guest runs: 1 = stop. */
extern volatile u64 stop;

long hypercall(u64 nr, u64 a, u64 b, u64 c);
u64 run_user(void *function, u64 argument);	/* its result, or FAULT + index */
u64 run_user_at(u64 rip, u64 argument);
u64 try_kernel(void *function, u64 argument);	/* the same in kernel mode */
void check(u64 got, u64 want, u64 line);

#define FAULT		0xfa017000
#define CHECK(got, want) check((u64)(got), (u64)(want), __LINE__)

/* Guest code finds itself twice: as kernel code, and as user code. */
#define AS_USER(p)	((void *)((u64)(p) - GUEST_KERNEL + GUEST_USER))

/* What the program does around the guest meanwhile. */
enum around {
	AROUND_NOTHING,
	AROUND_TIME,		/* says stop after a while; so do the others */
	AROUND_MIGRATION,
	AROUND_LDT,
	AROUND_SCRIBBLING,
	AROUND_SIGNALS,
};

struct test {
	const char *name;
	void (*run)(void);	/* as the program has it; the guest has it elsewhere */
	enum around around;
	enum lg_crash crash;	/* how it has to end, if not well */
};

extern const struct test tests[];
extern const unsigned int tests_count;

u64 run_opcode(u64 code);
u64 end_user_with(u64 result);
u64 user_popf(u64 flags);
u64 user_gs(u64 unused);
u64 kernel_gs(void);
u64 user_pkru(u64 value);
void back_in_kernel(void);
void guest_start(void);
void guest_main(void (*test)(void));
void handle(struct frame *frame);
void test_opcodes(void);
void test_pool(void);
void test_tables(void);
void test_flush(void);
void test_device(void);
u64 kernel_read(u64 address);
u64 user_read(u64 address);
u64 user_write(u64 address);

extern char stubs[];		/* 64 bytes each */
extern u64 user_rflags, user_rsp;

#pragma GCC visibility pop

#endif /* LGTEST_GUEST_H */
