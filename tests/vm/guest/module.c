// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module with call sites of its own comes and goes. The module checks inside
 * the kernel that its sites work (tests/vm/module/sample.c); here we
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
	insert_module(MODULE_FILE, "");
}

void module_unload(void)
{
	remove_module(MODULE_NAME);
}

/* It is busy while it is probed or read. */
static int unload_when_idle(void)
{
	int err;

	do
		err = syscall(SYS_delete_module, MODULE_NAME, O_NONBLOCK) ? errno : 0;
	while (err == EWOULDBLOCK || err == EBUSY);
	return err;
}

const char *module_come_and_go(unsigned int *random)
{
	int fd = open(MODULE_FILE, O_RDONLY | O_CLOEXEC), err = 0;

	(void)random;
	if (fd < 0 || syscall(SYS_finit_module, fd, "", 0))
		err = errno;
	if (fd >= 0)
		close(fd);
	if (!err)
		err = unload_when_idle();
	return err ? strerror(err) : NULL;
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
		fail("%s is %llu and not %llu as before", stat_name(key), b->v[key],
		     a->v[key]);
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
	must_rise(&before, &with, STAT_init_sites);
	pvfs_mode(mode, sizeof(mode));
	modes_check(mode);
	module_unload();
	pvfs_stats(&after);
	must_return(&before, &after, STAT_modules);
	must_return(&before, &after, STAT_module_sites);
	must_return(&before, &after, STAT_sites);
}

/* The memory of its boot-time text is in use for other things by then. */
void module_check_switched(void)
{
	const char *other;
	struct stats before, after;
	char mode[64];

	pvfs_mode(mode, sizeof(mode));
	other = strcmp(mode, "direct") ? "direct" : "inline";
	module_load();
	pvfs_stats(&before);
	modes_switch(other);
	modes_switch(mode);
	pvfs_stats(&after);
	must_return(&before, &after, STAT_sites);
	must_return(&before, &after, STAT_module_sites);
	pvfs_check_sites();
	module_unload();
}

void module_check(bool upstream)
{
	if (upstream) {
		module_load();
		module_unload();
	} else {
		module_check_with_stats();
	}
	say("module", "ok");
}
