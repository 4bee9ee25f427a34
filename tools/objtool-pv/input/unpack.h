/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Between unpack() and the libraries that it uses: one job, one function for each
 * format.  A function unpacks one stream and does not care about what follows it.
 */
#ifndef OBJTOOL_PV_UNPACK_H
#define OBJTOOL_PV_UNPACK_H

#include "input.h"

/**
 * struct unpack_job - a stream that is being unpacked
 * @name:   of the file, for messages
 * @format: of the stream, for messages
 * @in:     the stream; @size bytes
 * @out:    what came out of it; @used bytes, with room for @room
 * @error:  where a reason goes
 */
struct unpack_job {
	const char *name;
	const char *format;
	const u8 *in;
	size_t size;
	u8 *out;
	size_t used;
	size_t room;
	struct error *error;
};

/** unpack_grow - make room for at least one byte more; 0, or -1: larger than allowed */
int unpack_grow(struct unpack_job *job);

/** unpack_damaged - set the reason; returns -1 */
int unpack_damaged(struct unpack_job *job, const char *why);

/* One for each library or format: 0, or -1 with a reason. */
int unpack_gzip(struct unpack_job *job);
int unpack_bzip2(struct unpack_job *job);
int unpack_xz(struct unpack_job *job);
int unpack_lzma(struct unpack_job *job);
int unpack_zstd(struct unpack_job *job);
int unpack_lz4_frame(struct unpack_job *job);
int unpack_lz4_legacy(struct unpack_job *job);

#endif
