// SPDX-License-Identifier: GPL-2.0-only
/*
 * Implementations that noinstr code calls are noinstr themselves, on the platform that
 * booted: some are put into the table while the kernel runs, where a look at the kernel's
 * file does not find them.  tests/objtool-pv/test_noinstr.py looks at the others, and
 * that no operation is missing here.
 */
#include <linux/array_size.h>
#include <linux/processor.h>
#include <asm/sections.h>
#include "kunit.h"

#define NOINSTR(op)	PVOP_##op

static const enum pvops_id noinstr_ops[] = {
	NOINSTR(cpu_get_debugreg),
	NOINSTR(cpu_set_debugreg),
	NOINSTR(cpu_wbinvd),
	NOINSTR(cpu_sysret_rip),
	NOINSTR(irq_save_fl),
	NOINSTR(irq_irq_disable),
	NOINSTR(irq_irq_enable),
	NOINSTR(irq_safe_halt),
	NOINSTR(mmu_read_cr2),
	NOINSTR(mmu_write_cr2),
	NOINSTR(leave_iret),
};

static bool is_noinstr(void *function)
{
	return memory_contains(__noinstr_text_start, __noinstr_text_end, function, 1) ||
	       memory_contains(__entry_text_start, __entry_text_end, function, 1);
}

static void pvops_test_noinstr(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(noinstr_ops); i++) {
		void *function = pvops_bound_function(noinstr_ops[i]);

		KUNIT_EXPECT_TRUE_MSG(test, is_noinstr(function), "%s is %pS",
				      pvops_op_name(noinstr_ops[i]), function);
	}
}

static struct kunit_case noinstr_cases[] = {
	KUNIT_CASE(pvops_test_noinstr),
	{ }
};

static struct kunit_suite noinstr_suite = {
	.name = "pvops-noinstr",
	.test_cases = noinstr_cases,
};
kunit_test_suite(noinstr_suite);
