// SPDX-License-Identifier: GPL-2.0-only
/* Lays out the guest's memory and asks /dev/lguest for a machine with it. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "machine.h"

#define P	1ULL
#define W	2ULL
#define U	4ULL
#define A	0x20ULL
#define D	0x40ULL
#define LARGE	0x80ULL
#define TABLE	(P | W | U | A)
#define KERNEL	(P | W | A | D)
#define USER	(P | W | U | A | D)

extern const u8 __executable_start[], _end[];

/* Which page of GPA_TABLES is what. tests.c knows SCRATCH. */
enum {
	LOW3, LOW2, USER_IMAGE, USER_STACK, SCRATCH,
	HIGH3, HIGH2, IMAGE,
	DIRECT3, DIRECT2,
	EDGE3, EDGE2, EDGE1,
	DEVICE3, DEVICE2,
};

static u64 gpa(int table)
{
	return GPA_TABLES + table * 0x1000;
}

static u64 *table(struct machine *m, int which)
{
	return (u64 *)(m->ram + gpa(which));
}

static unsigned int slot(u64 va, int level)
{
	return (va >> (12 + 9 * (level - 1))) & 511;
}

static void pages(u64 *to, unsigned int first, unsigned int n, u64 at, u64 size, u64 flags)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		to[first + i] = (at + i * size) | flags;
}

static void build_user(struct machine *m)
{
	u64 *top = (u64 *)(m->ram + GPA_TOP), *low2 = table(m, LOW2);

	top[0] = gpa(LOW3) | TABLE;
	table(m, LOW3)[0] = gpa(LOW2) | TABLE;
	low2[slot(GUEST_USER, 2)] = gpa(USER_IMAGE) | TABLE;
	low2[slot(GUEST_STACK - 1, 2)] = gpa(USER_STACK) | TABLE;
	low2[slot(GUEST_SCRATCH, 2)] = gpa(SCRATCH) | TABLE;
	pages(table(m, USER_IMAGE), 0, 512, GPA_IMAGE, 0x1000, P | U | A);
	pages(table(m, USER_STACK), 508, 4, GPA_STACKS + 0x8000, 0x1000, USER);
	pages(table(m, SCRATCH), 0, 16, GPA_SCRATCH, 0x1000, USER);
	table(m, SCRATCH)[15] &= ~U;
	top[slot(GUEST_EDGE, 4)] = gpa(EDGE3) | TABLE;
	table(m, EDGE3)[511] = gpa(EDGE2) | TABLE;
	table(m, EDGE2)[511] = gpa(EDGE1) | TABLE;
	table(m, EDGE1)[511] = (GPA_SCRATCH + 0xe000) | USER;
}

static void build_kernel(struct machine *m)
{
	u64 *top = (u64 *)(m->ram + GPA_TOP);

	top[511] = gpa(HIGH3) | TABLE;
	table(m, HIGH3)[slot(GUEST_KERNEL, 3)] = gpa(HIGH2) | TABLE;
	table(m, HIGH2)[0] = gpa(IMAGE) | TABLE;
	pages(table(m, IMAGE), 0, 512, GPA_IMAGE, 0x1000, P | W);
	top[slot(GUEST_DIRECT, 4)] = gpa(DIRECT3) | TABLE;
	table(m, DIRECT3)[0] = gpa(DIRECT2) | TABLE;
	pages(table(m, DIRECT2), 0, RAM_SIZE >> 21, 0, 1 << 21, KERNEL | LARGE);
	top[slot(GUEST_DEVICE, 4)] = gpa(DEVICE3) | TABLE;
	table(m, DEVICE3)[0] = gpa(DEVICE2) | TABLE;
	pages(table(m, DEVICE2), 0, (LG_MMIO_SIZE >> 21) + 1, LG_MMIO_BASE, 1 << 21,
	      KERNEL | LARGE);
}

void *machine_there(struct machine *m, const volatile void *here)
{
	return m->ram + GPA_IMAGE + ((const volatile u8 *)here - __executable_start);
}

static u64 guest_address(const void *here)
{
	return GUEST_KERNEL + ((const u8 *)here - __executable_start);
}

void machine_create(struct machine *m, void (*test)(void))
{
	struct lg_create create = { LG_API_VERSION, 0, RAM_SIZE };
	struct lg_vcpu_start start = {
		.rip = guest_address(guest_start),
		.rsi = guest_address(test),
		.rsp = GUEST_DIRECT + GPA_STACKS + 0x4000,
		.cr3 = GPA_TOP,
	};

	m->ram = mmap(NULL, RAM_SIZE, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | MAP_PRIVATE, -1, 0);
	if (m->ram == MAP_FAILED)
		err(2, "RAM");
	memcpy(m->ram + GPA_IMAGE, __executable_start, _end - __executable_start);
	build_user(m);
	build_kernel(m);
	create.base = (u64)m->ram;
	m->fd = open("/dev/lguest", O_RDWR);
	if (m->fd < 0)
		err(2, "/dev/lguest");
	if (ioctl(m->fd, LG_IOC_CREATE, &create))
		err(2, "LG_IOC_CREATE");
	m->vcpu = ioctl(m->fd, LG_IOC_ADD_VCPU, &start);
	if (m->vcpu < 0)
		err(2, "LG_IOC_ADD_VCPU");
	m->run = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, m->vcpu, 0);
	if (m->run == MAP_FAILED)
		err(2, "mmap of the CPU");
}

#define PATTERN	0x0123456789abcdefULL

/* What a system call must keep: registers, bases, and those of the vector unit. */
int machine_run(struct machine *m)
{
	u64 vector = PATTERN, r12 = PATTERN + 1, fs_before, fs_after;
	long result;

	syscall(SYS_arch_prctl, 0x1003, &fs_before);
	asm volatile("movq %[vector], %%xmm15\n\t"
		     "movq %[r12], %%r12\n\t"
		     "syscall\n\t"
		     "movq %%r12, %[r12]\n\t"
		     "movq %%xmm15, %[vector]"
		     : "=a" (result), [vector] "+r" (vector), [r12] "+r" (r12)
		     : "a" (SYS_ioctl), "D" (m->vcpu), "S" (LG_IOC_RUN), "d" (0)
		     : "rcx", "r11", "r12", "xmm15", "memory");
	syscall(SYS_arch_prctl, 0x1003, &fs_after);
	if (vector != PATTERN || r12 != PATTERN + 1 || fs_before != fs_after)
		errx(1, "LG_IOC_RUN changed registers of the launcher");
	return result < 0 ? -result : 0;
}
