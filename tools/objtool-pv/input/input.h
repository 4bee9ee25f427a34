/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a path to a binary: what a file is, is told by its bytes, never by its name.
 */
#ifndef OBJTOOL_PV_INPUT_H
#define OBJTOOL_PV_INPUT_H

#include "../binary.h"

/* No file that can be a kernel or a module is larger, compressed or not. */
#define BLOB_MAX	(1ull << 30)

/**
 * struct blob - the bytes of a file, copied
 * @data: malloc()ed
 * @size: how many
 */
struct blob {
	u8 *data;
	size_t size;
};

/* blob.c */

/** blob_read - all bytes of a file of at most BLOB_MAX; 0, or -1 with a reason */
int blob_read(const char *path, struct blob *blob, struct error *error);

/** blob_free - and make it empty */
void blob_free(struct blob *blob);

/** elf_is - does @blob begin as an ELF file? */
bool elf_is(const struct blob *blob);

/* unpack.c */

/**
 * unpack - undo one layer of compression
 * @data: compressed bytes: gzip, xz, lzma, zstd, lz4 (frame and the kernel's legacy
 *        format), bzip2; bytes may follow the stream's end
 * @size: how many
 * @out:  what they were made from, at most BLOB_MAX bytes; to be freed
 *
 * Return: 1 unpacked, 0 not a compression that is known (@out is untouched), -1 it is
 * one but damaged or too large, with a reason.
 */
int unpack(const char *name, const u8 *data, size_t size, struct blob *out,
	   struct error *error);

/* bzimage.c */

/**
 * bzimage_extract - the ELF kernel inside a bzImage
 *
 * Return: 1 extracted, 0 not a bzImage, -1 damaged, with a reason.
 */
int bzimage_extract(const char *name, const struct blob *blob, struct blob *out,
		    struct error *error);

/* elf.c */

/**
 * elf_binary - a binary of an ELF kernel (ET_EXEC, ET_DYN) or of a module or object
 *             (ET_REL), whose sections get addresses and whose relocations are applied
 * @blob: the file; taken over by the binary, also if this fails
 *
 * A kernel without a symbol table is given the symbols of its kallsyms, if it has any.
 *
 * Return: the binary, or NULL with a reason.
 */
struct binary *elf_binary(const char *name, struct blob *blob, struct error *error);

/* kallsyms.c */

/**
 * kallsyms_read - add the symbols that a kernel carries for itself
 * @binary: a kernel with .rodata, before binary_ready()
 *
 * Its tables have no names of their own: they are found by their contents and believed
 * only if all of them agree.  Layouts of 6.1 to 6.12 are known, with base-relative
 * offsets and per-CPU absolutes.
 *
 * Return: number of symbols; 0 if there is no kallsyms; -1 damaged, with a reason.
 */
int kallsyms_read(struct binary *binary, struct error *error);

/* open.c */

/**
 * input_open - whatever is at @path that is a kernel, module or object file
 *
 * Recognised by content: ELF, bzImage, each of them compressed.
 *
 * Return: the binary, BINARY_BUILT, or NULL with a reason.
 */
struct binary *input_open(const char *path, struct error *error);

#endif
