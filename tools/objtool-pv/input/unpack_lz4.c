// SPDX-License-Identifier: GPL-2.0-only
/*
 * lz4, in the format of today and in the first one, which the kernel still uses.
 *
 * The legacy format (doc/lz4_Frame_format.md of lz4, "Legacy frame"): a magic number,
 * then blocks that unpack to 8 MiB each, the last one to less; each begins with its size
 * in the file, 4 bytes.  Nothing marks the end.
 */
#include <lz4.h>
#include <lz4frame.h>
#include <string.h>

#include "../alloc.h"
#include "unpack.h"

#define LEGACY_BLOCK	(8u << 20)
#define MAGIC_SIZE	4

static int run_frame(struct unpack_job *job, LZ4F_dctx *lz4)
{
	size_t done = 0, status = 1;

	while (status) {
		size_t in = job->size - done, out;

		if (unpack_grow(job))
			return -1;
		out = job->room - job->used;
		status = LZ4F_decompress(lz4, job->out + job->used, &out,
					 job->in + done, &in, NULL);
		if (LZ4F_isError(status))
			return unpack_damaged(job, LZ4F_getErrorName(status));
		done += in;
		job->used += out;
		if (status && done == job->size && job->used < job->room)
			return unpack_damaged(job, "cut off");
	}
	return 0;
}

int unpack_lz4_frame(struct unpack_job *job)
{
	LZ4F_dctx *lz4;
	int ret;

	if (LZ4F_isError(LZ4F_createDecompressionContext(&lz4, LZ4F_VERSION)))
		return unpack_damaged(job, "liblz4 does not start");
	ret = run_frame(job, lz4);
	LZ4F_freeDecompressionContext(lz4);
	return ret;
}

/* Room for a whole block, which unpack_grow() alone does not make. */
static int block_room(struct unpack_job *job)
{
	size_t room = job->used + LEGACY_BLOCK;

	if (job->used > BLOB_MAX)
		return unpack_grow(job);
	if (room <= job->room)
		return 0;
	/* Twice as much keeps the number of copies small; one block is enough at first. */
	if (job->used && room < 2 * job->used)
		room = 2 * job->used;
	job->room = room;
	job->out = xrealloc_array(job->out, room, 1);
	return 0;
}

/*
 * What follows a full block is another one, or the end: nothing, or whatever the file
 * has after the stream, such as the kernel's 4 bytes of size.
 */
static bool ends(const struct unpack_job *job, size_t at, u32 block)
{
	return at == job->size || !block || block > LZ4_COMPRESSBOUND(LEGACY_BLOCK);
}

int unpack_lz4_legacy(struct unpack_job *job)
{
	size_t at = MAGIC_SIZE;
	u32 block;
	int got;

	for (;;) {
		if (job->size - at < sizeof(block))
			return job->used ? 0 : unpack_damaged(job, "cut off");
		memcpy(&block, job->in + at, sizeof(block));
		at += sizeof(block);
		if (job->used && ends(job, at, block))
			return 0;
		if (block > job->size - at)
			return unpack_damaged(job, "cut off");
		if (block_room(job))
			return -1;
		got = LZ4_decompress_safe((const char *)job->in + at,
					  (char *)job->out + job->used, block,
					  LEGACY_BLOCK);
		if (got <= 0)
			return unpack_damaged(job, "liblz4 cannot decode a block");
		at += block;
		job->used += got;
		if (got < (int)LEGACY_BLOCK)
			return 0;
	}
}
