/* SPDX-License-Identifier: GPL-2.0-only */
/* A call with all registers given, in the hardware's numbering; %rsp is left out. */
#ifndef PVOPS_KUNIT_REGISTERS_H
#define PVOPS_KUNIT_REGISTERS_H

#define RAX	0
#define RCX	1
#define RDX	2
#define RBX	3
#define RSP	4
#define RBP	5
#define RSI	6
#define RDI	7
#define REGISTERS	16

#ifndef __ASSEMBLY__
#include <linux/types.h>

/* Call @function with these registers, and store what it leaves in them. */
void pvops_test_call(const u8 *function, u64 *registers);
#endif

#endif
