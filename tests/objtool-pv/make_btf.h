/* SPDX-License-Identifier: GPL-2.0-only */
/* Sections .BTF, type by type. */
#ifndef TESTS_OBJTOOL_PV_MAKE_BTF_H
#define TESTS_OBJTOOL_PV_MAKE_BTF_H

#include "../../tools/objtool-pv/input/input.h"

/* Kinds, as in include/uapi/linux/btf.h of Linux. */
enum {
	BTF_INT = 1, BTF_PTR, BTF_ARRAY, BTF_STRUCT, BTF_UNION, BTF_ENUM, BTF_FWD,
	BTF_TYPEDEF, BTF_VOLATILE, BTF_CONST, BTF_RESTRICT, BTF_FUNC, BTF_FUNC_PROTO,
	BTF_VAR, BTF_DATASEC, BTF_FLOAT, BTF_DECL_TAG, BTF_TYPE_TAG, BTF_ENUM64,
};

/** struct make_btf - types and names so far */
struct make_btf {
	struct blob types;
	struct blob strings;
	u32 count;
};

/** make_btf - without types */
struct make_btf *make_btf(void);

/**
 * make_btf_type - another type
 * @members: their number
 * @packed:  offsets of members have the size of a bit field
 * @ref:     the type that it refers to, or its size
 *
 * Return: its number.
 */
u32 make_btf_type(struct make_btf *make, unsigned int kind, const char *name,
		  unsigned int members, bool packed, u32 ref);

/** make_btf_words - what follows a type: @count words */
void make_btf_words(struct make_btf *make, const u32 *words, unsigned int count);

/** make_btf_member - the next member of a struct, at @offset in bytes */
void make_btf_member(struct make_btf *make, const char *name, u32 type, u32 offset);

/** make_btf_pv - the structs of Linux 6.12 and 7.0 with some operations each */
struct make_btf *make_btf_pv(void);

/** make_btf_done - the section; frees @make */
struct blob make_btf_done(struct make_btf *make);

#endif
