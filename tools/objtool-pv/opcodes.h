/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that more than one file looks for, as bytes (SDM Vol. 2, Tables A-2 and
 * What the patcher writes too is declared with it.
 */
#ifndef OBJTOOL_PV_OPCODES_H
#define OBJTOOL_PV_OPCODES_H

#include "../../pvops/patcher/patcher.h"

#define OPCODE_CALL	PVPATCH_CALL		/* rel32 */
#define OPCODE_JMP	PVPATCH_JUMP		/* rel32 */
#define BRANCH_LEN	PVPATCH_CALL_LEN	/* of each of these two */
#define OPCODE_JMP_SHORT 0xeb			/* rel8 */
#define OPCODE_GROUP_5	0xff			/* of any operand: /2 is CALL, /4 is JMP */
#define OPCODE_RET	0xc3
#define OPCODE_INT3	0xcc
#define OPCODE_NOP	0x90			/* the one of a single byte */
#define PREFIX_CS	PVPATCH_PREFIX
#define LFENCE		"\x0f\xae\xe8"
#define ENDBR64		"\xf3\x0f\x1e\xfa"

#endif
