/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands in the call sites of a guest of @name@. */
#include <asm/pvops/template.h>

	.text

PVOPS_TEMPLATE host_hypercall, pvops_@name@_hypercall, PVOPS_V_SHAPE
	vmcall
PVOPS_TEMPLATE_END
