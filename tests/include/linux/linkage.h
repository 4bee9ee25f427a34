/* SPDX-License-Identifier: GPL-2.0-only */
/* What pvops/thunk.h takes from the kernel's header. */
#define SYM_F_ALIGN	.balign 16
