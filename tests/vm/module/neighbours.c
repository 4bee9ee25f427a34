// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other code that knows addresses in a module's text, right beside its call sites: jump labels
 * and static calls, whose instructions are patched, and the exception table, which has the
 * instruction that may fault. All of it must work in whatever form the sites are.
 */
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/jump_label.h>
#include <linux/static_call.h>
#include <asm/asm.h>
#include "sample.h"

static DEFINE_STATIC_KEY_FALSE(sample_key);

/* A site, the label, a site; and the same after the branch. */
static noinline bool branches(void)
{
	bool off;

	local_irq_disable();
	if (static_branch_unlikely(&sample_key)) {
		off = irqs_disabled();
		local_irq_enable();
		return off && !irqs_disabled();
	}
	local_irq_enable();
	return false;
}

bool jump_label_works(void)
{
	bool before = branches(), between, after;

	static_branch_enable(&sample_key);
	between = branches();
	static_branch_disable(&sample_key);
	after = branches();
	return !before && between && !after && !irqs_disabled();
}

static int add_one(int value)
{
	return value + 1;
}

static int double_it(int value)
{
	return value * 2;
}

DEFINE_STATIC_CALL(sample_call, add_one);

static noinline int call_between_sites(int value)
{
	local_irq_disable();
	value = static_call(sample_call)(value);
	local_irq_enable();
	return value;
}

bool static_call_works(void)
{
	int before, after;

	static_call_update(sample_call, add_one);
	before = call_between_sites(20);
	static_call_update(sample_call, double_it);
	after = call_between_sites(20);
	return before == 21 && after == 40;
}

/* Nothing is ever mapped where error numbers are that look like pointers. */
static noinline bool faults_between_sites(void)
{
	const long *nowhere = ERR_PTR(-MAX_ERRNO);
	bool fixed = true;
	long value;

	local_irq_disable();
	asm volatile("1: mov %[from], %[to]\n"
		     "   movb $0, %[fixed]\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : [to] "=&r" (value), [fixed] "+m" (fixed) : [from] "m" (*nowhere));
	local_irq_enable();
	return fixed;
}

bool fault_is_fixed(void)
{
	return faults_between_sites() && !irqs_disabled();
}
