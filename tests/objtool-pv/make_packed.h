/* SPDX-License-Identifier: GPL-2.0-only */
/* Compressed files and bzImages for tests. */
#ifndef TESTS_OBJTOOL_PV_MAKE_PACKED_H
#define TESTS_OBJTOOL_PV_MAKE_PACKED_H

#include "../../tools/objtool-pv/input/input.h"

/** enum packing - what make_packed() does */
enum packing {
	PACK_GZIP,
	PACK_BZIP2,
	PACK_XZ,
	PACK_LZMA,
	PACK_ZSTD,
	PACK_ZSTD_STREAM,	/* as a pipe is: the size is not in the header */
	PACK_LZ4,
	PACK_LZ4_LEGACY,
	PACKINGS
};

extern const char *const packing_names[PACKINGS];

/** make_packed - @size bytes compressed; the blob is the caller's */
struct blob make_packed(enum packing packing, const void *data, size_t size);

/** make_longer - @size bytes after a blob */
void make_longer(struct blob *blob, const void *data, size_t size);

/**
 * make_bzimage - a bzImage with @payload in it
 * @sectors: its setup_sects
 *
 * After the payload are other bytes, as there are in real ones.
 */
struct blob make_bzimage(const struct blob *payload, u8 sectors);

#endif
