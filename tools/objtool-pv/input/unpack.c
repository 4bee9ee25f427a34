// SPDX-License-Identifier: GPL-2.0-only
/*
 * Undoing one layer of compression, of whatever kind.  The kinds are those that
 * scripts/Makefile.lib of Linux 6.12 can make a kernel or a module with.
 *
 * After its payload a bzImage has the size of what was compressed, 4 bytes; gzip's own
 * format has the same at its end.  It is a good first guess for the room that is needed,
 * and nothing more than a guess.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "unpack.h"

#define ROOM_MIN	(1u << 16)
/* Kernels are compressed to a fifth or so.  No guess beyond this is believed. */
#define RATIO_MAX	16

static const struct format {
	const char *name;
	const char *magic;
	size_t length;
	int (*unpack)(struct unpack_job *job);
} formats[] = {
	{ "gzip", "\x1f\x8b\x08", 3, unpack_gzip },
	{ "bzip2", "BZh", 3, unpack_bzip2 },
	{ "xz", "\xfd" "7zXZ\0", 6, unpack_xz },
	/* The usual properties, and a dictionary of at least 64 KiB. */
	{ "lzma", "\x5d\0\0", 3, unpack_lzma },
	{ "zstd", "\x28\xb5\x2f\xfd", 4, unpack_zstd },
	{ "lz4", "\x04\x22\x4d\x18", 4, unpack_lz4_frame },
	{ "lz4 (legacy)", "\x02\x21\x4c\x18", 4, unpack_lz4_legacy },
};

static const struct format *find_format(const u8 *data, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		if (size >= formats[i].length &&
		    !memcmp(data, formats[i].magic, formats[i].length))
			return &formats[i];
	return NULL;
}

static size_t guess_room(const u8 *data, size_t size)
{
	u32 guess;

	memcpy(&guess, data + size - sizeof(guess), sizeof(guess));
	if (guess < size || guess > BLOB_MAX || guess / RATIO_MAX > size)
		return ROOM_MIN;
	/* One byte more, so that no decoder asks for room before it sees the end. */
	return (size_t)guess + 1;
}

/* One byte more than is allowed, to tell a file that just fits from one that does not. */
int unpack_grow(struct unpack_job *job)
{
	if (job->used < job->room)
		return 0;
	if (job->used > BLOB_MAX)
		return error_set(job->error, "%s: %s data unpacks to more than %llu MiB,"
				 " so it is no kernel", job->name, job->format,
				 BLOB_MAX >> 20);
	job->room = 2 * job->room <= BLOB_MAX ? 2 * job->room : BLOB_MAX + 1;
	job->out = xrealloc_array(job->out, job->room, 1);
	return 0;
}

int unpack_damaged(struct unpack_job *job, const char *why)
{
	return error_set(job->error, "%s: %s data is damaged after %zu unpacked bytes: %s",
			 job->name, job->format, job->used, why);
}

static int run(struct unpack_job *job, const struct format *format)
{
	if (job->size < sizeof(u32))
		return unpack_damaged(job, "cut off");
	job->room = guess_room(job->in, job->size);
	job->out = xmalloc(job->room);
	if (format->unpack(job) || (job->used > BLOB_MAX && unpack_grow(job))) {
		free(job->out);
		return -1;
	}
	return 0;
}

int unpack(const char *name, const u8 *data, size_t size, struct blob *out,
	   struct error *error)
{
	const struct format *format = find_format(data, size);
	struct unpack_job job = { .name = name, .in = data, .size = size,
				  .error = error };

	if (!format)
		return 0;
	job.format = format->name;
	if (run(&job, format))
		return -1;
	out->data = xrealloc_array(job.out, job.used, 1);
	out->size = job.used;
	return 1;
}
