/* SPDX-License-Identifier: GPL-2.0-only */
/* objtool does not check a test's assembly. */
#define ANNOTATE_NOENDBR
#define ANNOTATE_INTRA_FUNCTION_CALL
