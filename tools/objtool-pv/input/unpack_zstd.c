// SPDX-License-Identifier: GPL-2.0-only
/*
 * zstd.  The kernel is compressed with a window larger than itself, which a decoder of
 * streams has to keep beside its output: twice the memory.  So the whole frame is tried
 * at once first, which needs no window, and works if the room was guessed well.
 */
#include <zstd.h>
#include <zstd_errors.h>

#include "../alloc.h"
#include "unpack.h"

/* Content sizes beyond this are only believed when so much has come out. */
#define RATIO_MAX	16

/* 1 unpacked, 0 there is not enough room, -1 with a reason. */
static int at_once(struct unpack_job *job)
{
	size_t frame = ZSTD_findFrameCompressedSize(job->in, job->size), got;
	unsigned long long content = ZSTD_getFrameContentSize(job->in, job->size);

	if (ZSTD_isError(frame))
		return unpack_damaged(job, ZSTD_getErrorName(frame));
	/* "Not known" and "error" are numbers larger than any size. */
	if (content > job->room && content <= BLOB_MAX &&
	    content / RATIO_MAX <= job->size) {
		job->room = content;
		job->out = xrealloc_array(job->out, job->room, 1);
	}
	got = ZSTD_decompress(job->out, job->room, job->in, frame);
	if (!ZSTD_isError(got)) {
		job->used = got;
		return 1;
	}
	if (ZSTD_getErrorCode(got) == ZSTD_error_dstSize_tooSmall)
		return 0;
	return unpack_damaged(job, ZSTD_getErrorName(got));
}

static int in_pieces(struct unpack_job *job, ZSTD_DCtx *zstd)
{
	ZSTD_inBuffer in = { job->in, job->size, 0 };
	size_t status = 1;

	while (status) {
		ZSTD_outBuffer out;

		if (unpack_grow(job))
			return -1;
		out = (ZSTD_outBuffer){ job->out, job->room, job->used };
		status = ZSTD_decompressStream(zstd, &out, &in);
		job->used = out.pos;
		if (ZSTD_isError(status))
			return unpack_damaged(job, ZSTD_getErrorName(status));
		if (status && in.pos == in.size && out.pos < out.size)
			return unpack_damaged(job, "cut off");
	}
	return 0;
}

int unpack_zstd(struct unpack_job *job)
{
	int ret = at_once(job);
	ZSTD_DCtx *zstd;

	if (ret)
		return ret < 0 ? -1 : 0;
	zstd = ZSTD_createDCtx();
	if (!zstd)
		return unpack_damaged(job, "libzstd does not start");
	ret = in_pieces(job, zstd);
	ZSTD_freeDCtx(zstd);
	return ret;
}
