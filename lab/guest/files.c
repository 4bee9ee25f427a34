// SPDX-License-Identifier: GPL-2.0-only
/* A file that is written in one go, a module that comes and goes; each must succeed. */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t length = strlen(text);

	if (fd < 0 || write(fd, text, length) != length)
		fail("writing %s to %s: %s", text, path, strerror(errno));
	close(fd);
}

void insert_module(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || syscall(SYS_finit_module, fd, parameters, 0))
		fail("loading %s: %s", path, strerror(errno));
	close(fd);
}

void remove_module(const char *name)
{
	if (syscall(SYS_delete_module, name, O_NONBLOCK))
		fail("unloading %s: %s", name, strerror(errno));
}
