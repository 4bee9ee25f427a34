/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the bytes of a dump or of /proc/kcore come from: a file of any size, read piece
 * by piece, or memory, which is how tests and fuzzers feed the same code.
 */
#ifndef OBJTOOL_PV_SOURCE_H
#define OBJTOOL_PV_SOURCE_H

#include <asm/pvops/types.h>
#include "../error.h"

/**
 * struct source - bytes by offset
 * @fd:   the file, or -1: it is memory
 * @data: the memory; not owned
 * @size: bytes; of a file that does not know its size, the most that it could have
 */
struct source {
	int fd;
	const u8 *data;
	u64 size;
};

/** source_open - the file at @path; 0, or -1 with a reason */
int source_open(struct source *source, const char *path, struct error *error);

/** source_memory - @size bytes at @data, which stay the caller's */
void source_memory(struct source *source, const u8 *data, size_t size);

/** source_close - close the file, if it is one */
void source_close(struct source *source);

/** source_read - exactly @len bytes from @offset; 0, or -1: they are not all there */
int source_read(const struct source *source, u64 offset, void *to, size_t len);

#endif
