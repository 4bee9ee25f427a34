/* SPDX-License-Identifier: GPL-2.0-only */
/* A call with all registers given, in the hardware's numbering; %rsp is left out. */
#ifndef PVOPS_KUNIT_REGISTERS_H
#define PVOPS_KUNIT_REGISTERS_H

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <asm/pvops/registers.def>

#define NUMBERED(name, number, in_c)	name = number,
enum { PVOPS_ALL_REGISTERS(NUMBERED) REGISTERS = 16 };

/* Call @function with these registers, and store what it leaves in them. */
void pvops_test_call(const u8 *function, u64 *registers);
#endif

#endif
