// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt flag of bare metal.  The first three are callee-save functions:
 * they touch no register but %rax, which holds the result.
 */
#include <asm/alternative.h>
#include <asm/linkage.h>
#include <asm/ibt.h>
#include "native.h"

DEFINE_ASM_FUNC(pvops_native_save_fl, "pushf; pop %rax", .noinstr.text);
DEFINE_ASM_FUNC(pvops_native_irq_disable, "cli", .noinstr.text);
DEFINE_ASM_FUNC(pvops_native_irq_enable, "sti", .noinstr.text);

/* The instruction after sti is not interrupted: no wake-up is lost between. */
noinstr void pvops_native_safe_halt(void)
{
	asm volatile("sti; hlt" : : : "memory");
}

noinstr void pvops_native_halt(void)
{
	asm volatile("hlt" : : : "memory");
}
