// SPDX-License-Identifier: GPL-2.0-only
/*
 * linux_banner, the line "Linux version ..." that a kernel prints first.  It has the
 * date and the number of the build, so a reader that finds it at its address in some memory
 * has found the memory of this kernel.
 */
#include <string.h>

#include "dump.h"

#define PREFIX	"Linux version "

int banner_read(const struct binary *kernel, char *banner, char *release,
		struct error *error)
{
	u64 addr = binary_address(kernel, "linux_banner");
	size_t len;

	if (!addr || binary_string(kernel, addr, banner, BANNER_MAX) ||
	    strncmp(banner, PREFIX, strlen(PREFIX)))
		return error_set(error, "%s: no linux_banner, which tells where in memory "
				 "this kernel is: use a vmlinux with symbols, or a kernel "
				 "with CONFIG_KALLSYMS_ALL=y", kernel->name);
	if (release) {
		len = strcspn(banner + strlen(PREFIX), " ");
		memcpy(release, banner + strlen(PREFIX), len);
		release[len] = '\0';
	}
	return strlen(banner) + 1;
}
