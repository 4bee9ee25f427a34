/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions by which a kernel accesses a device: MOV in its forms. */
#ifndef LGUEST_INSN_H
#define LGUEST_INSN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum insn_extend - what a read does to the rest of its register
 * @INSN_KEEP: leaves it (8 and 16 bits)
 * @INSN_ZERO: clears it
 * @INSN_SIGN: copies the value's highest bit, up to @width
 */
enum insn_extend {
	INSN_KEEP,
	INSN_ZERO,
	INSN_SIGN,
};

/**
 * struct insn - one access to memory
 * @length:    of the instruction, bytes
 * @size:      of the access: 1, 2, 4 or 8 bytes
 * @width:     of the register that INSN_SIGN fills, bytes
 * @write:     memory is written
 * @immediate: what is written is @value, not a register
 * @value:     that
 * @reg:       number of the register, as in struct lg_regs
 * @high:      it is bits 8 to 15 of that register (AH to BH)
 * @extend:    what a read does to the rest
 */
struct insn {
	unsigned int length, size, width;
	bool write, immediate;
	uint64_t value;
	unsigned int reg;
	bool high;
	enum insn_extend extend;
};

/**
 * insn_decode - what the @n bytes at @bytes do to memory
 *
 * Return: 0, or -1: it is not one of those that are known here, or cut off.
 */
int insn_decode(const uint8_t *bytes, size_t n, struct insn *insn);

/** insn_source - the value that a write writes; @regs are rax to r15 in the CPU's order */
uint64_t insn_source(const struct insn *insn, const uint64_t *regs);

/** insn_finish - put what was read into its register */
void insn_finish(const struct insn *insn, uint64_t value, uint64_t *regs);

#endif
