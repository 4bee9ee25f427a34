/* SPDX-License-Identifier: GPL-2.0-only */
/* No unwinder reads a test's assembly. */
#define UNWIND_HINT_FUNC

.macro UNWIND_HINT_IRET_REGS offset=0
.endm
