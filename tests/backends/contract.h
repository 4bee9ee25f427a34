/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call site holds in its registers, and what its code may do to them: the kinds
 * of asm/pvops/kinds.def, and the shapes of asm/pvops/shapes.h, as sets of registers.
 */
#ifndef TESTS_BACKENDS_CONTRACT_H
#define TESTS_BACKENDS_CONTRACT_H

#include <stdbool.h>
#include <stdint.h>

#include <asm/pvops/registers.def>

/* Registers in hardware numbering; a set is a bit for each. */
#define NUMBERED(name, number, in_c)	name = number,
enum { PVOPS_ALL_REGISTERS(NUMBERED) REGISTERS = 16 };

#define BIT(n)	(1u << (n))

/**
 * struct contract - of the sites of one variant of an operation
 * @loaded:   registers that the site has loaded with something
 * @lost:     registers that the code may leave changed
 * @result:   registers that the code has to set
 * @same:     what is there may be the result
 * @interrupts: the operation is to change the interrupt flag
 */
struct contract {
	uint16_t loaded, lost, result;
	bool same, interrupts;
};

/* False if no site of @op can be of @variant. */
bool contract_of(unsigned int op, unsigned int variant, struct contract *contract);
/* May code that does nothing stand for @op? */
bool contract_returns_nothing(unsigned int op);
/* "group.name", also of PVOPS_T_ANY and of what is no operation. */
const char *contract_op_name(unsigned int op);

#endif
