/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's build generates this; what templates take from it is in their test_asm.h. */
