// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module with call sites of its own comes and goes. The module checks inside
 * the kernel that its sites work (tests/vm/module/pvops_sample.c); here we
 * check that the counters know of them.
 */
#define _GNU_SOURCE
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MODULE_NAME "pvops_sample"
#define MODULE_FILE "/" MODULE_NAME ".ko"

bool module_present(void)
{
	return access(MODULE_FILE, R_OK) == 0;
}

void module_load(void)
{
	int fd = open(MODULE_FILE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail(MODULE_FILE ": %s", strerror(errno));
	if (syscall(SYS_finit_module, fd, "", 0))
		fail("loading " MODULE_NAME ": %s", strerror(errno));
	close(fd);
}

static void unload_module(void)
{
	if (syscall(SYS_delete_module, MODULE_NAME, O_NONBLOCK))
		fail("unloading " MODULE_NAME ": %s", strerror(errno));
}

static void must_rise(const struct stats *a, const struct stats *b,
		      enum stat_key key)
{
	if (b->v[key] <= a->v[key])
		fail("%s did not rise from %llu when the module came",
		     stat_name(key), a->v[key]);
}

static void must_return(const struct stats *a, const struct stats *b,
			enum stat_key key)
{
	if (b->v[key] != a->v[key])
		fail("%s is %llu and not %llu after the module left",
		     stat_name(key), b->v[key], a->v[key]);
}

void module_check_with_stats(void)
{
	struct stats before, with, after;
	char mode[64];

	pvfs_stats(&before);
	module_load();
	pvfs_stats(&with);
	must_rise(&before, &with, STAT_modules);
	must_rise(&before, &with, STAT_module_sites);
	pvfs_mode(mode, sizeof(mode));
	modes_check(mode);
	unload_module();
	pvfs_stats(&after);
	must_return(&before, &after, STAT_modules);
	must_return(&before, &after, STAT_module_sites);
	must_return(&before, &after, STAT_sites);
}

void module_check(bool carrier)
{
	if (carrier) {
		module_load();
		unload_module();
	} else {
		module_check_with_stats();
	}
	say("module", "ok");
}
