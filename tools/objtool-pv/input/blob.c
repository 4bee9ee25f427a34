// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole files in memory.  Pipes are read, too, so that a shell can unpack what this
 * program cannot; devices are not, because some of them never end.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../alloc.h"
#include "input.h"

#define PIECE	(1u << 16)

/* Room for what is announced and one byte more, which finds the end of the file. */
static size_t first_room(const struct stat *stat)
{
	return S_ISREG(stat->st_mode) && stat->st_size > 0 ?
	       (size_t)stat->st_size + 1 : PIECE;
}

static int read_all(int fd, size_t room, const char *path, struct blob *blob,
		    struct error *error)
{
	ssize_t got;

	blob->data = xrealloc_array(NULL, room, 1);
	blob->size = 0;
	for (;;) {
		got = read(fd, blob->data + blob->size, room - blob->size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_set(error, "%s: cannot be read: %s", path,
					 strerror(errno));
		if (!got)
			return 0;
		blob->size += got;
		if (blob->size > BLOB_MAX)
			return error_set(error, "%s: larger than %llu MiB, so it is no kernel",
					 path, BLOB_MAX >> 20);
		if (blob->size == room) {
			room *= 2;
			blob->data = xrealloc_array(blob->data, room, 1);
		}
	}
}

static int read_open_file(int fd, const char *path, struct blob *blob,
			  struct error *error)
{
	struct stat stat;

	if (fstat(fd, &stat))
		return error_set(error, "%s: %s", path, strerror(errno));
	if (!S_ISREG(stat.st_mode) && !S_ISFIFO(stat.st_mode))
		return error_set(error, "%s: not a file", path);
	if (S_ISREG(stat.st_mode) && (u64)stat.st_size > BLOB_MAX)
		return error_set(error, "%s: larger than %llu MiB, so it is no kernel",
				 path, BLOB_MAX >> 20);
	return read_all(fd, first_room(&stat), path, blob, error);
}

int blob_read(const char *path, struct blob *blob, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), ret;

	*blob = (struct blob){ NULL, 0 };
	if (fd < 0)
		return error_set(error, "%s: %s", path, strerror(errno));
	ret = read_open_file(fd, path, blob, error);
	close(fd);
	if (ret)
		blob_free(blob);
	return ret;
}

void blob_free(struct blob *blob)
{
	free(blob->data);
	*blob = (struct blob){ NULL, 0 };
}

bool elf_is(const struct blob *blob)
{
	return blob->size >= SELFMAG && !memcmp(blob->data, ELFMAG, SELFMAG);
}
