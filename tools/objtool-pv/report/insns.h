/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions as text, with names in the place of bare addresses. */
#ifndef OBJTOOL_PV_INSNS_H
#define OBJTOOL_PV_INSNS_H

#include "../binary.h"

/* Room for the disassembly of the longest site; more is cut. */
#define INSNS_TEXT	1024

/**
 * insns_text - bytes that execute at @addr in @binary as assembly
 * @to: at least INSNS_TEXT bytes, always terminated
 *
 * As decode_text(), with the symbol after the address that an instruction goes to.
 */
void insns_text(const struct binary *binary, const u8 *bytes, size_t len, u64 addr,
		char *to);

#endif
