// SPDX-License-Identifier: GPL-2.0-only
/*
 * What our operations and their call targets are called, from the same table that the
 * kernel's own names come from.
 */
#include <stdio.h>

#include "pvops.h"

static const char *const labels[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = #group "." #name,
#include <asm/pvops/ops.def>
};

static const char *const symbols[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = #group "_" #name,
#include <asm/pvops/ops.def>
};

/* In hardware numbering, as variants are (asm/pvops/site.h). */
static const char *const registers[] = {
#define NAME(name, number, in_c) \
	[number] = #name,
	PVOPS_ALL_REGISTERS(NAME)
};

const char *pvops_op_label(unsigned int op)
{
	return op < PVOPS_NR ? labels[op] : "unknown";
}

void pvops_thunk_name(unsigned int op, unsigned int variant, int alternative, char *to)
{
	const char *symbol = op < PVOPS_NR ? symbols[op] : "unknown";

	if (variant == PVOPS_V_CALL)
		sprintf(to, "pvops_call_%.64s", symbol);
	else if (variant == PVOPS_V_KEEP)
		sprintf(to, "pvops_keep_%.64s", symbol);
	else if (variant == PVOPS_V_SHAPE)
		sprintf(to, "pvops_shape_%.64s", symbol);
	else if (variant == PVOPS_V_JUMP)
		sprintf(to, "pvops_jump_%.64s", symbol);
	else if (alternative || variant >= PVOPS_V_CALL)
		sprintf(to, "pvops_%.64s_%u", symbol, variant);
	else
		sprintf(to, "pvops_%.64s_%s", symbol, registers[variant]);
}
