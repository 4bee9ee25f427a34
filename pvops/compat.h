/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the releases of upstream's series differ, one name for both.  pvops/Kconfig
 * looks into the source for which of them it is: a distribution may have taken a change
 * earlier or later than its version number says.
 */
#ifndef PVOPS_COMPAT_H
#define PVOPS_COMPAT_H

#include <linux/syscore_ops.h>

/* What is called when the machine goes to sleep and wakes; until 6.12.113 without data. */
#ifdef CONFIG_PVOPS_SYSCORE_DATA

#define PVOPS_SYSCORE_PARAM	void *data
#define PVOPS_SYSCORE(name, ...)					\
	static const struct syscore_ops name##_ops = { __VA_ARGS__ };	\
	static struct syscore name = { .ops = &name##_ops }
#define pvops_register_syscore	register_syscore

#else

#define PVOPS_SYSCORE_PARAM	void
#define PVOPS_SYSCORE(name, ...) \
	static struct syscore_ops name = { __VA_ARGS__ }
#define pvops_register_syscore	register_syscore_ops

#endif

#endif
