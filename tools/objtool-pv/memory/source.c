// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes by offset, of a file or of memory.
 *
 * A size that a file reports is a hint for planning the work; whether
 * bytes are there is only known once they were read.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"

int source_open(struct source *source, const char *path, struct error *error)
{
	struct stat stat;

	/* Without O_NONBLOCK the open of a FIFO would wait for its writer. */
	source->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	source->data = NULL;
	source->size = INT64_MAX;
	if (source->fd < 0)
		return error_set(error, "%s: cannot open: %s%s", path, strerror(errno),
				 errno == EACCES || errno == EPERM ?
				 "; read it as root" : "");
	if (!fstat(source->fd, &stat) && S_ISREG(stat.st_mode) && stat.st_size > 0)
		source->size = stat.st_size;
	return 0;
}

void source_memory(struct source *source, const u8 *data, size_t size)
{
	source->fd = -1;
	source->data = data;
	source->size = size;
}

void source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
	source->size = 0;
}

static int file_read(int fd, u64 offset, u8 *to, size_t len)
{
	while (len) {
		ssize_t got;

		if (offset > INT64_MAX)
			return -1;
		got = pread(fd, to, len, offset);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		to += got;
		offset += got;
		len -= got;
	}
	return 0;
}

int source_read(const struct source *source, u64 offset, void *to, size_t len)
{
	if (source->fd >= 0)
		return file_read(source->fd, offset, to, len);
	if (offset > source->size || len > source->size - offset)
		return -1;
	if (len)
		memcpy(to, source->data + offset, len);
	return 0;
}
