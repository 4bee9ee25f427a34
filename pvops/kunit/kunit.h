/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests share.  Their files name no platform: a test asks for a property, such
 * as the privilege that the kernel has, and what it cannot do is skipped with a reason.
 *
 * A file is a suite, pvops-<file>.  Each operation has to be run by one of them, which says
 * so with TESTS(), and RUN() is how: an operation that no suite tests does not link, and the
 * last suite finds those that have not been run (pvops/kunit/covered.c).
 */
#ifndef PVOPS_KUNIT_KUNIT_H
#define PVOPS_KUNIT_KUNIT_H

#include <kunit/test.h>
#include <linux/irqflags.h>
#include <linux/types.h>
#include <asm/paravirt.h>
#include <asm/segment.h>
#include "../internal.h"

/* At file scope: this suite is the one that has to run @op. */
#define TESTS(op)	const char pvops_suite_of_##op[] = KBUILD_BASENAME

#define PV_OP(group, name, kind, ret, params, args) \
	extern const char pvops_suite_of_##group##_##name[];
#include <asm/pvops/ops.def>

/* Run an operation, at a call site of its own; the value is the operation's. */
#define RUN(op, ...)	(CAUSED(op), pvops_##op(__VA_ARGS__))

/* What the test just did made the kernel run it, and the result is looked at. */
#define CAUSED(op)	pvops_test_ran(PVOP_##op, KBUILD_BASENAME)

/* It cannot be run here, for this reason. */
#define EXCUSE(op, why)	pvops_test_excuse(PVOP_##op, why)

#define SKIP(test, op, why)						\
do {									\
	EXCUSE(op, why);						\
	kunit_skip(test, why);						\
} while (0)

/* Is the operation bound to bare metal's implementation? */
#define IS_NATIVE(op)	pvops_test_native(PVOP_##op)

/*
 * An operation enables interrupts behind the back of the kernel's own checks (lockdep),
 * for which they are still off.  Make that true before they are enabled by name.
 */
static inline void irqs_as_known(void)
{
	raw_local_irq_disable();
}

/* Does the kernel have the machine's own privilege? */
static inline bool privileged(void)
{
	unsigned short cs;

	asm("mov %%cs, %0" : "=r" (cs));
	return !(cs & SEGMENT_RPL_MASK);
}

/* ran.c */
void pvops_test_ran(unsigned int op, const char *suite);
void pvops_test_excuse(unsigned int op, const char *why);
const char *pvops_test_suite(unsigned int op);
bool pvops_test_has_run(unsigned int op);
const char *pvops_test_excused(unsigned int op);
bool pvops_test_native(unsigned int op);

/* threads.c */
int pvops_test_stay(void);
struct task_struct *pvops_test_thread(struct kunit *test, int (*function)(void *),
				      void *arg, int cpu);
void pvops_test_stop(void *thread);
bool pvops_test_await(const int *word, int value);

#endif
