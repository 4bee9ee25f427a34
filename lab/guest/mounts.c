// SPDX-License-Identifier: GPL-2.0-only
/* The file systems that a process 1 needs to look at its kernel. */
#include "guest.h"

#include <errno.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

static const struct {
	const char *type;
	const char *where;
} mounts[] = {
	{ "proc",	"/proc" },
	{ "sysfs",	"/sys" },
	{ "devtmpfs",	"/dev" },
	{ "debugfs",	"/sys/kernel/debug" },
};

void mount_all(void)
{
	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].where, 0755);
		/*
		 * EBUSY: the kernel has mounted devtmpfs by itself. ENODEV: it was built
		 * without debugfs, which only programs need that look there.
		 */
		if (mount("none", mounts[i].where, mounts[i].type, 0, NULL) &&
		    errno != EBUSY && errno != ENODEV)
			fail("mount %s: %s", mounts[i].where, strerror(errno));
	}
}
