/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How Linux fills the room that a shorter instruction leaves.  Only what a kernel
 * itself generates is legal, so this follows each generation of its patcher exactly.
 */
#ifndef OBJTOOL_PV_SITES_NOPS_H
#define OBJTOOL_PV_SITES_NOPS_H

#include <asm/pvops/types.h>

/**
 * enum nop_style - generations, told apart by the size of their records
 * @NOPS_8:       6.1: NOPs of up to 8 bytes, one after the other; only single-byte
 *                NOPs are merged
 * @NOPS_8_JUMP:  NOPs of up to 8 bytes; longer room is jumped over; any NOPs are merged
 * @NOPS_11_JUMP: 6.12: likewise, of up to 11 bytes
 */
enum nop_style {
	NOPS_8,
	NOPS_8_JUMP,
	NOPS_11_JUMP,
};

/** nops_fill - fill @len bytes, at most 255 */
void nops_fill(enum nop_style style, u8 *to, size_t len);

/** nops_only - are all @len bytes NOPs that nops_fill() writes, or single bytes? */
bool nops_only(const u8 *bytes, size_t len);

#endif
