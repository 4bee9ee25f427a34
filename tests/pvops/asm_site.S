/* SPDX-License-Identifier: GPL-2.0-only */
/* One site as assembly files make it, for tests/pvops/test_site.c. */
#include <asm/pvops/site.h>

	.globl	record_in_asm, site_in_asm, thunk_in_asm

	.pushsection .pvops_sites, "a"
	.balign	4
record_in_asm:
	.popsection

	.text
thunk_in_asm:
	ret
site_in_asm:
	PVOPS_SITE thunk_in_asm, 0x5a, PVOPS_V_SHAPE
	ret
