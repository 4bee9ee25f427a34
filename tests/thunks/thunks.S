/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's call targets, for tests/thunks/test_thunks.c. */
#include "../../pvops/thunks.S"
#include "../../pvops/shapes.S"

	.section .note.GNU-stack, "", @progbits
