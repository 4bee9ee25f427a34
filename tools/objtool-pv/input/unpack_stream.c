// SPDX-License-Identifier: GPL-2.0-only
/*
 * gzip, bzip2, xz and lzma: libraries that all work on a structure with pointers to
 * what is left of input and output.
 */
#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>

#include "unpack.h"

/* Dictionaries of kernels have 32 MiB or, with `xz -9`, 64 MiB. */
#define LZMA_MEMORY_MAX	(256ull << 20)

/* windowBits of inflateInit2(): any window, and only with gzip's header (zlib.h). */
#define ONLY_GZIP	(15 + 16)

int unpack_gzip(struct unpack_job *job)
{
	z_stream z = { .next_in = (Bytef *)job->in, .avail_in = job->size };
	int status = Z_OK, ret = -1;

	if (inflateInit2(&z, ONLY_GZIP) != Z_OK)
		return unpack_damaged(job, "zlib does not start");
	while (status == Z_OK) {
		if (unpack_grow(job))
			goto end;
		z.next_out = job->out + job->used;
		z.avail_out = job->room - job->used;
		status = inflate(&z, Z_NO_FLUSH);
		job->used = job->room - z.avail_out;
	}
	if (status == Z_STREAM_END)
		ret = 0;
	else if (status == Z_BUF_ERROR)
		unpack_damaged(job, "cut off");
	else
		unpack_damaged(job, z.msg ? z.msg : "zlib gives no reason");
end:
	inflateEnd(&z);
	return ret;
}

int unpack_bzip2(struct unpack_job *job)
{
	bz_stream bz = { .next_in = (char *)job->in, .avail_in = job->size };
	int status = BZ_OK, ret = -1;
	bool cut_off = false;

	if (BZ2_bzDecompressInit(&bz, 0, 0) != BZ_OK)
		return unpack_damaged(job, "libbz2 does not start");
	while (status == BZ_OK && !cut_off) {
		if (unpack_grow(job))
			goto end;
		bz.next_out = (char *)job->out + job->used;
		bz.avail_out = job->room - job->used;
		status = BZ2_bzDecompress(&bz);
		job->used = job->room - bz.avail_out;
		cut_off = !bz.avail_in && bz.avail_out;
	}
	if (status == BZ_STREAM_END)
		ret = 0;
	else
		unpack_damaged(job, status == BZ_OK ? "cut off" :
			       status == BZ_DATA_ERROR ? "a checksum is wrong" :
			       "not a bzip2 stream");
end:
	BZ2_bzDecompressEnd(&bz);
	return ret;
}

static const char *lzma_reason(lzma_ret status)
{
	switch (status) {
	case LZMA_BUF_ERROR:
		return "cut off";
	case LZMA_MEMLIMIT_ERROR:
		return "its dictionary is larger than that of any kernel";
	case LZMA_OPTIONS_ERROR:
		return "it uses options that liblzma does not know";
	default:
		return "liblzma cannot decode it";
	}
}

static int run_lzma(struct unpack_job *job, lzma_stream *lzma)
{
	lzma_ret status = LZMA_OK;

	lzma->next_in = job->in;
	lzma->avail_in = job->size;
	while (status == LZMA_OK) {
		if (unpack_grow(job))
			return -1;
		lzma->next_out = job->out + job->used;
		lzma->avail_out = job->room - job->used;
		status = lzma_code(lzma, LZMA_RUN);
		job->used = job->room - lzma->avail_out;
	}
	return status == LZMA_STREAM_END ? 0 : unpack_damaged(job, lzma_reason(status));
}

int unpack_xz(struct unpack_job *job)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	int ret;

	if (lzma_stream_decoder(&lzma, LZMA_MEMORY_MAX, 0) != LZMA_OK)
		return unpack_damaged(job, "liblzma does not start");
	ret = run_lzma(job, &lzma);
	lzma_end(&lzma);
	return ret;
}

int unpack_lzma(struct unpack_job *job)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	int ret;

	if (lzma_alone_decoder(&lzma, LZMA_MEMORY_MAX) != LZMA_OK)
		return unpack_damaged(job, "liblzma does not start");
	ret = run_lzma(job, &lzma);
	lzma_end(&lzma);
	return ret;
}
