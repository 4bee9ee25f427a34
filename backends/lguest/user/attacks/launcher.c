// SPDX-License-Identifier: GPL-2.0-only
/*
 * What launchers may ask of /dev/lguest and must not get. Each is a process of its own, and
 * returns the line of what went otherwise, or 0.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "machine.h"

/* What it comes to, once: 0 or errno. */
static int come_to(int result)
{
	return result < 0 ? errno : 0;
}

#define EXPECT(result, want) do {		\
	if (come_to(result) != (want))		\
		return __LINE__;		\
} while (0)

static int device(void)
{
	return open("/dev/lguest", O_RDWR | O_CLOEXEC);
}

static u8 *memory(u64 size, int protection)
{
	return mmap(NULL, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int create(int fd, u64 version, u8 *base, u64 size)
{
	struct lg_create wanted = { version, (u64)base, size };

	return ioctl(fd, LG_IOC_CREATE, &wanted);
}

static int add_vcpu(int fd, u64 cr3)
{
	struct lg_vcpu_start start = { .cr3 = cr3 };

	return ioctl(fd, LG_IOC_ADD_VCPU, &start);
}

/* After each refusal the same descriptor can still become a machine. */
static int bad_memory(void)
{
	int fd = device();
	u8 *ram = memory(2 * RAM_SIZE, PROT_READ | PROT_WRITE);

	EXPECT(create(fd, LG_API_VERSION + 1, ram, RAM_SIZE), EPROTO);
	EXPECT(create(fd, LG_API_VERSION, ram, LG_RAM_MIN - 4096), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, ram, LG_RAM_MAX + 4096ULL), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE + 1), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, ram + 8, RAM_SIZE), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, (u8 *)-4096L, RAM_SIZE), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, (u8 *)0xffff888000000000, RAM_SIZE), EFAULT);
	EXPECT(create(fd, LG_API_VERSION, memory(RAM_SIZE, PROT_READ), RAM_SIZE), EFAULT);
	munmap(ram + RAM_SIZE / 2, 4096);
	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), EFAULT);
	EXPECT(ioctl(fd, LG_IOC_CREATE, (void *)8), EFAULT);
	EXPECT(create(fd, LG_API_VERSION, ram + RAM_SIZE, RAM_SIZE), 0);
	return 0;
}

static int bad_order(void)
{
	u8 *ram = memory(RAM_SIZE, PROT_READ | PROT_WRITE);
	int fd = device(), second = device();

	EXPECT(add_vcpu(fd, 0), EINVAL);
	EXPECT(ioctl(fd, LG_IOC_IRQ, 1), EINVAL);
	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), 0);
	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), EBUSY);
	EXPECT(create(second, LG_API_VERSION, ram, RAM_SIZE), EBUSY);
	EXPECT(ioctl(fd, LG_IOC_IRQ, 1), EINVAL);
	EXPECT(add_vcpu(fd, RAM_SIZE), EINVAL);
	EXPECT(add_vcpu(fd, 0x1008), EINVAL);
	EXPECT(add_vcpu(fd, 0x1000), 0);
	EXPECT(add_vcpu(fd, 0x1000), EBUSY);
	EXPECT(ioctl(fd, LG_IOC_IRQ, LG_IRQS), EINVAL);
	EXPECT(ioctl(fd, LG_IOC_IRQ, 1), 0);
	EXPECT(ioctl(fd, LG_IOC_RUN), ENOTTY);
	return 0;
}

static int bad_mapping(void)
{
	u8 *ram = memory(RAM_SIZE, PROT_READ | PROT_WRITE);
	int fd = device(), vcpu;

	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), 0);
	vcpu = add_vcpu(fd, 0x1000);
	EXPECT(mmap(NULL, 8192, PROT_READ, MAP_SHARED, vcpu, 0) == MAP_FAILED ? -1 : 0, EINVAL);
	EXPECT(mmap(NULL, 4096, PROT_READ, MAP_SHARED, vcpu, 4096) == MAP_FAILED ? -1 : 0, EINVAL);
	EXPECT(ioctl(vcpu, LG_IOC_CREATE, &fd), ENOTTY);
	return 0;
}

/* The guest is in the page table of the process that made it, and in no other one. */
static int other_process(void)
{
	u8 *ram = memory(RAM_SIZE, PROT_READ | PROT_WRITE);
	int fd = device(), vcpu, status = 0;
	pid_t child;

	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), 0);
	vcpu = add_vcpu(fd, 0x1000);
	child = fork();
	if (!child)
		_exit(come_to(ioctl(vcpu, LG_IOC_RUN)));
	EXPECT(waitpid(child, &status, 0), 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == EPERM ? 0 : __LINE__;
}

/* As an ordinary user, who has the limit; the descriptor was opened by somebody else. */
static int lock_limit(void)
{
	struct rlimit limit = { RAM_SIZE - 4096, RAM_SIZE - 4096 };
	u8 *ram = memory(RAM_SIZE, PROT_READ | PROT_WRITE);
	int fd = device();

	EXPECT(setrlimit(RLIMIT_MEMLOCK, &limit), 0);
	EXPECT(setuid(1000), 0);
	EXPECT(create(fd, LG_API_VERSION, ram, RAM_SIZE), ENOMEM);
	return 0;
}

const struct launcher_test launcher_tests[] = {
	{ "bad_memory",		bad_memory },
	{ "bad_order",		bad_order },
	{ "bad_mapping",	bad_mapping },
	{ "other_process",	other_process },
	{ "lock_limit",		lock_limit },
	{ 0 }
};
