// SPDX-License-Identifier: GPL-2.0-only
/* What the operations are called. */
#include <linux/kernel.h>
#include "internal.h"

static const char *const names[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = #group "." #name,
#include <asm/pvops/ops.def>
};

/**
 * pvops_op_name - the name of an operation, "group.name"
 * @op: operation id
 *
 * Return: a constant string, never NULL.
 * Context: any.
 */
const char *pvops_op_name(unsigned int op)
{
	return op < PVOPS_NR ? names[op] : "unknown";
}
