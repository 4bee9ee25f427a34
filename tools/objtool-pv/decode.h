/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions: their lengths, where they branch to, and their text.  Only code that a
 * symbol or a site says is code is decoded, never whatever follows it.
 */
#ifndef OBJTOOL_PV_DECODE_H
#define OBJTOOL_PV_DECODE_H

#include <asm/pvops/types.h>

#define INSN_TEXT	128

/**
 * struct insn - one instruction
 * @len:      bytes
 * @branches: does it name an address to go to (call, jump, conditional jump)?
 * @target:   that address
 */
struct insn {
	u8 len;
	bool branches;
	u64 target;
};

/**
 * decode - the instruction at @bytes
 * @size: how many bytes there are
 * @addr: where they execute
 *
 * Return: 0, or -1: no instruction that is known, or it is cut off.
 */
int decode(const u8 *bytes, size_t size, u64 addr, struct insn *insn);

/**
 * decode_text - all of @bytes as assembly, instructions separated by "; "
 * @to:   always terminated, cut if longer
 *
 * Bytes that are no instruction are shown as ".byte".
 */
void decode_text(const u8 *bytes, size_t size, u64 addr, char *to, size_t room);

/** decode_end - free what decoding has allocated */
void decode_end(void);

#endif
