// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules about our call targets: each record leads to the code that bears the name of
 * its operation and variant, one each; a trampoline goes where its own entry of the table
 * says and nowhere else (tools/objtool-pv/check/trampoline.c).
 */
#include "../sites/pvops.h"
#include "rules.h"

static const struct pvops_kernel *kernel_of(const struct checking *c)
{
	const struct tables *tables = &c->subject->tables;

	if (c->subject->binary->kind != BINARY_KERNEL || !tables->ntables)
		return NULL;
	return pvops_of(tables->table[0]);
}

static bool has_name(const struct binary *binary, u64 addr, unsigned int op,
		     unsigned int variant)
{
	const struct binary_symbol *symbol;
	char name[96];
	int other;

	for (other = 0; other < 2; other++) {
		pvops_thunk_name(op, variant, other, name);
		symbol = binary_symbol(binary, name);
		if (symbol && symbol->addr == addr)
			return true;
	}
	return false;
}

static void check_thunk(struct checking *c, const struct pvops_kernel *kernel, u32 row)
{
	const struct pvops_thunk *thunk = &kernel->binding.thunk[row];
	u64 target = pvops_thunk_target(&kernel->binding, row);

	if (thunk->unused)
		finding(c, RULE_THUNK, target, NULL, "row %u of the thunks has a number where "
			"none is defined", row);
	if (thunk->op >= PVOPS_NR || thunk->variant >= PVOPS_VARIANTS)
		finding(c, RULE_THUNK, target, NULL, "row %u of the thunks is of operation %u, "
			"variant %u, which there is not", row, thunk->op, thunk->variant);
	else if (kernel->binding.thunk_row[thunk->op][thunk->variant] != row + 1)
		finding(c, RULE_THUNK, target, NULL, "rows %u and %u of the thunks are both for "
			"%s, variant %u", row,
			kernel->binding.thunk_row[thunk->op][thunk->variant] - 1u,
			pvops_op_label(thunk->op), thunk->variant);
	else if (!has_name(c->subject->binary, target, thunk->op, thunk->variant))
		finding(c, RULE_THUNK, target, NULL, "row %u of the thunks is for %s, variant "
			"%u, and no symbol of that name is there", row,
			pvops_op_label(thunk->op), thunk->variant);
	else if (thunk->variant == PVOPS_V_CALL || thunk->variant == PVOPS_V_JUMP)
		check_trampoline(c, target, thunk->op, thunk->variant == PVOPS_V_JUMP);
}

void check_thunks(struct checking *c)
{
	const struct pvops_kernel *kernel = kernel_of(c);
	u32 row;

	if (!kernel)
		return;
	for (row = 0; row < kernel->binding.thunk_rows.count; row++)
		check_thunk(c, kernel, row);
}
