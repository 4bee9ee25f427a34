/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes of a site that do nothing but fill it. */
#ifndef OBJTOOL_PV_PADDING_H
#define OBJTOOL_PV_PADDING_H

#include <asm/pvops/types.h>

/** padding_bytes - how many of @len bytes are NOPs or prefixes that mean nothing */
size_t padding_bytes(const u8 *bytes, size_t len, u64 addr);

#endif
