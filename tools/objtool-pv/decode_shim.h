/* SPDX-License-Identifier: GPL-2.0-only */
/* Lengths that capstone 4 does not know, or has wrong. */
#ifndef OBJTOOL_PV_DECODE_SHIM_H
#define OBJTOOL_PV_DECODE_SHIM_H

#include <asm/pvops/types.h>

/**
 * decode_shim - the length of an instruction that is better not asked of capstone
 * @bytes: the instruction, of which @size bytes are there
 *
 * Return: its length, 0: ask capstone, or -1: it is cut off.
 */
int decode_shim(const u8 *bytes, size_t size);

#endif
