// SPDX-License-Identifier: GPL-2.0-only
/*
 * Another kernel takes over: this one starts the same image with the same ramdisk, and the
 * proof begins again, in memory that the host must have stopped writing to. The second
 * kernel gives the verdict.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define IMAGE "/kexec/bzImage"
#define RAMDISK "/kexec/guest.cpio"

static int open_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("%s: %s", path, strerror(errno));
	return fd;
}

_Noreturn void kexec_second(void)
{
	char line[4096];
	FILE *f = fopen("/proc/cmdline", "re");

	if (!f || !fgets(line, sizeof(line) - 16, f))
		fail("/proc/cmdline: %s", strerror(errno));
	strcpy(line + strcspn(line, "\n"), " prove.second");
	if (syscall(SYS_kexec_file_load, open_file(IMAGE), open_file(RAMDISK),
		    strlen(line) + 1, line, 0UL))
		fail("the second kernel cannot be loaded: %s", strerror(errno));
	say("kexec", "now");
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_KEXEC,
		NULL);
	fail("the second kernel does not start: %s", strerror(errno));
}
