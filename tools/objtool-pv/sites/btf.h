/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * BTF, the kernel's own description of its types: as much of it as is needed to name
 * the pointers in a struct.
 */
#ifndef OBJTOOL_PV_SITES_BTF_H
#define OBJTOOL_PV_SITES_BTF_H

#include <asm/pvops/types.h>
#include "../error.h"

#define BTF_PATH	64

/**
 * struct btf - types, by number
 * @types:    their section, @types_size bytes, which the caller keeps
 * @strings:  names, ended by a zero
 * @offset:   where in @types each one is; number 0 is void and not there
 * @count:    number of types, with void
 */
struct btf {
	const u8 *types;
	u32 types_size;
	const char *strings;
	u32 strings_size;
	u32 *offset;
	u32 count;
};

/**
 * btf_open - check a section .BTF and number its types
 * @name: of the file, for the reason
 *
 * Return: 0, or -1 with a reason.
 */
int btf_open(struct btf *btf, const u8 *data, u64 size, const char *name,
	     struct error *error);

/** btf_close - free what btf_open() has allocated */
void btf_close(struct btf *btf);

/** btf_struct - the number of the first struct called @name; 0 if there is none */
u32 btf_struct(const struct btf *btf, const char *name);

/**
 * btf_pointers - every pointer in a struct
 * @id:   a struct
 * @each: called with the pointer's offset in bytes and the names of the members that
 *        lead to it, "mmu.lazy_mode.enter"; a struct with one member is only named
 *        for what it is in, "irq.save_fl"
 * @ctx:  passed to @each
 *
 * Return: 0, or -1: the struct is nested too deeply, or too large.
 */
int btf_pointers(const struct btf *btf, u32 id,
		 void (*each)(void *ctx, u64 offset, const char *path), void *ctx);

#endif
