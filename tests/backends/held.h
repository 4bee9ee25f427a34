/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the table of a backend holds (pvops_backend.table), as the compiler made it: read
 * from the object files of the backend's folder, where a function is a relocation.
 */
#ifndef TESTS_BACKENDS_HELD_H
#define TESTS_BACKENDS_HELD_H

#include <asm/pvops/ids.h>
#include "object.h"

/**
 * struct held - one backend
 * @backend:      its name
 * @deprivileged: it says that its kernel does not run at CPL 0
 * @holds:        does its table, which is in force from its first instruction on, have a
 *                function for the operation?  Tables of features do not count.
 */
struct held {
	char backend[32];
	bool deprivileged;
	bool holds[PVOPS_NR];
};

/**
 * struct folder - the objects of one folder, and of those in it
 * @object: @count of them
 */
struct folder {
	struct object *object;
	size_t count;
};

/* NULL, or what is wrong; folder_close() in any case. */
const char *folder_open(struct folder *folder, const char *path);
void folder_close(struct folder *folder);

/*
 * Read the next of the folder's backends, from *@at on, which begins as 0; NULL, or what is
 * wrong.  @held->backend is empty if there is no other.
 */
const char *held_read(const struct folder *folder, size_t *at, struct held *held);

#endif
