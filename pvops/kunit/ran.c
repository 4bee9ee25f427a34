// SPDX-License-Identifier: GPL-2.0-only
/* Which operations the suites have run, and which of them cannot be run here. */
#include <linux/compiler.h>
#include <linux/string.h>
#include "kunit.h"

static const char *const suite_of[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = pvops_suite_of_##group##_##name,
#include <asm/pvops/ops.def>
};

static bool ran[PVOPS_NR];
static const char *excuse[PVOPS_NR];

/**
 * pvops_test_suite - the suite that has to run an operation
 * @op: operation id
 *
 * Return: its file's name, a constant string.
 * Context: any.
 */
const char *pvops_test_suite(unsigned int op)
{
	return suite_of[op];
}

/**
 * pvops_test_ran - a test runs this operation
 * @op:    operation id
 * @suite: the test's file; only the operation's own suite counts
 *
 * Context: any.
 */
void pvops_test_ran(unsigned int op, const char *suite)
{
	if (!strcmp(suite, suite_of[op]))
		WRITE_ONCE(ran[op], true);
}

/**
 * pvops_test_excuse - this operation is not run here
 * @op:  operation id
 * @why: the reason, a constant string
 *
 * Context: any.
 */
void pvops_test_excuse(unsigned int op, const char *why)
{
	WRITE_ONCE(excuse[op], why);
}

/**
 * pvops_test_has_run - has its suite run this operation?
 * @op: operation id
 *
 * Context: any.
 */
bool pvops_test_has_run(unsigned int op)
{
	return READ_ONCE(ran[op]);
}

/**
 * pvops_test_excused - why it has not
 * @op: operation id
 *
 * Return: the reason, or NULL if there is none.
 * Context: any.
 */
const char *pvops_test_excused(unsigned int op)
{
	return READ_ONCE(excuse[op]);
}

/**
 * pvops_test_native - is the operation bound to bare metal's implementation?
 * @op: operation id
 *
 * Context: any.
 */
bool pvops_test_native(unsigned int op)
{
	void *const *native = (void *const *)&pvops_native_table;

	return pvops_bound_function(op) == native[op];
}
