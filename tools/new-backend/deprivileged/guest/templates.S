/* SPDX-License-Identifier: GPL-2.0-only */
/* What stands in the call sites of a guest of @name@, or is called from there. */
#include <asm/pvops/template.h>

	.text

PVOPS_TEMPLATE cpu_store_tr, pvops_@name@_store_tr, flags=PVOPS_T_PREFIX
	xorl	%eax, %eax
PVOPS_TEMPLATE_END

PVOPS_NOTHUNK irq_irq_disable, pvops_@name@_irq_disable, pvops_@name@_irq_disable
PVOPS_NOTHUNK irq_irq_enable, pvops_@name@_irq_enable, pvops_@name@_irq_enable
