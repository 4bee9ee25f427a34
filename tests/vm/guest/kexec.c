// SPDX-License-Identifier: GPL-2.0-only
/*
 * Another kernel takes over, because this one asks for it or because it dies: the same image
 * with the same ramdisk. The proof begins again, in memory that the host must have stopped
 * writing to, and the second kernel gives the verdict.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load -1	/* 32-bit programs have no such call */
#endif

#define IMAGE "/kexec/bzImage"
#define RAMDISK "/kexec/guest.cpio"
#define MEMORY_IMAGE "/proc/vmcore"

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("%s: %s", path, strerror(errno));
	return fd;
}

static void load_second(unsigned long flags)
{
	char line[4096];
	FILE *f = fopen("/proc/cmdline", "re");

	if (!f || !fgets(line, sizeof(line) - 16, f))
		fail("/proc/cmdline: %s", strerror(errno));
	fclose(f);
	strcpy(line + strcspn(line, "\n"), " prove.second");
	if (syscall(SYS_kexec_file_load, open_file(IMAGE), open_file(RAMDISK),
		    strlen(line) + 1, line, flags))
		fail("the second kernel cannot be loaded: %s", strerror(errno));
}

_Noreturn void kexec_second(void)
{
	load_second(0);
	say("kexec", "now");
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC,
		NULL);
	fail("the second kernel does not start: %s", strerror(errno));
}

/*
 * A kernel without a process 1 panics; then the second one starts, in memory kept for it,
 * on the CPU that panics.  The machine's first CPU cannot be started by another one.
 */
_Noreturn void kexec_after_crash(void)
{
	cpu_set_t first;

	CPU_ZERO(&first);
	CPU_SET(0, &first);
	if (sched_setaffinity(0, sizeof(first), &first))
		fail("no CPU 0: %s", strerror(errno));
	load_second(KEXEC_FILE_ON_CRASH);
	say("crash", "now");
	exit(0);
}

/* The second kernel offers the memory of the first as an ELF file. */
void kexec_check_memory_image(void)
{
	char magic[SELFMAG];
	int fd = open_file(MEMORY_IMAGE);

	if (read(fd, magic, SELFMAG) != SELFMAG || memcmp(magic, ELFMAG, SELFMAG))
		fail(MEMORY_IMAGE " is no ELF file");
	close(fd);
}
