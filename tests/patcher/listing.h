/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes as objdump reads them, which shares no code with the patcher. */
#ifndef TESTS_PATCHER_LISTING_H
#define TESTS_PATCHER_LISTING_H

#include "../../pvops/patcher/patcher.h"
#include "../check.h"

/* The address at which the bytes are said to be. */
#define LISTING_BASE	0xffffffff81000000ULL

/**
 * struct insn - one line of a listing
 * @addr: its address; the next line's tells how long it is
 * @text: mnemonic and operands, with single spaces
 */
struct insn {
	u64 addr;
	char text[80];
};

/* Pass each instruction to @each, in order; nonzero if objdump could not be run. */
int listing(const u8 *bytes, unsigned int size,
	    void (*each)(const struct insn *insn));

/* The text after the redundant CS prefixes that it starts with, and their number. */
const char *listing_skip_cs(const char *text, unsigned int *prefixes);

#endif
