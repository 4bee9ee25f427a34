/* SPDX-License-Identifier: GPL-2.0-only */
/* Nobody unwinds a test's assembly. */
#define UNWIND_HINT_FUNC
