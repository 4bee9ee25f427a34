/* SPDX-License-Identifier: GPL-2.0-only */
/* The ids as assembly files know them, for tests/pvops/test_ids.c. */
#include <asm/pvops/ids.h>

	.section .rodata
	.globl	ids_in_asm, ids_in_asm_end
ids_in_asm:
#define PV_OP(group, name, kind, ret, params, args) \
	.byte .Lpvop_##group##_##name;
#include <asm/pvops/ops.def>
ids_in_asm_end:
