/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host and its guests have agreed on.  All of it is made up: put the numbers of
 * your host here, and name the document that has them.
 */
#ifndef PVOPS_BACKENDS_@NAME@_ABI_H
#define PVOPS_BACKENDS_@NAME@_ABI_H

/* CPUID: %ebx, %ecx and %edx of the first leaf; %eax is the last leaf that there is. */
#define @NAME@_SIGNATURE	"@signature@"
/* CPUID: what the host offers, in %eax of this leaf, counted from the first. */
#define @NAME@_LEAF_FEATURES	1
/* Devices behind I/O ports are the host's and are always ready. */
#define @NAME@_FEATURE_NO_DELAY	(1u << 0)

/*
 * A call of the host: service in %rax, arguments in %rbx, %rcx, %rdx, %rsi, result in
 * %rax, all other registers kept; the instruction is VMCALL.
 */
long pvops_@name@_hypercall(unsigned long nr, unsigned long a, unsigned long b,
			unsigned long c, unsigned long d);

#endif
