/* SPDX-License-Identifier: GPL-2.0-only */
/* The columns of asm/pvops/kinds.def, as constants of C. */
#ifndef TESTS_KINDS_H
#define TESTS_KINDS_H

#include <asm/pvops/kinds.def>

enum function { C_FUNCTION, SAVE_FUNCTION, LEAVING_CODE };
enum result { VALUE, NOTHING, EITHER, NEVER };
enum site {
	C_CALL, KEEPING_CALL, REGISTER, KEPT_REGISTER, REGISTER_AND_RAX, BY_HAND, LEAVING_JUMP
};

#define ANY	(-1)

#endif
