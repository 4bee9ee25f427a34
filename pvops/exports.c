// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call targets that modules may have sites of.  They are assembly (pvops/thunks.S,
 * pvops/shapes.S); what they are exported as is said here, in C, where a kernel with
 * CONFIG_MODVERSIONS finds the types that it makes versions of: those of the operation,
 * so that a change of its row is a change of each version.
 *
 * Every operation is here, because its wrapper is an inline function that any module may
 * use without knowing, as in local_irq_disable() or set_pte().  For the same reason the
 * exports are plain, as the carrier's table of operations is: with EXPORT_SYMBOL_GPL()
 * modules of another licence would not load in a kernel with CONFIG_PARAVIRT.  What only
 * thunks call, such as the trampoline of an operation with an operand of the compiler's
 * choice, is not exported.
 */
#include <linux/export.h>
#include <asm/pvops/pvops.h>

#define EXPORT(symbol, ret, params)					\
	ret symbol params;						\
	EXPORT_SYMBOL(symbol)

#define EXPORT_CALL(op, ...)	EXPORT(pvops_call_##op, __VA_ARGS__);
#define EXPORT_KEEP(op, ...)	EXPORT(pvops_keep_##op, __VA_ARGS__);
#define EXPORT_VCALL		EXPORT_CALL
#define EXPORT_VKEEP		EXPORT_KEEP
#define EXPORT_NONE		EXPORT_KEEP

/* Registers that C keeps. */
#define EXPORT_CIN(op, ...)						\
	EXPORT(pvops_##op##_rbx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rbp, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r12, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r13, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r14, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r15, __VA_ARGS__);

/* Those, and the others. */
#define EXPORT_STORE(op, ...)						\
	EXPORT_CIN(op, __VA_ARGS__)					\
	EXPORT(pvops_##op##_rax, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rcx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rdx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rsi, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rdi, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r8, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r9, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r10, __VA_ARGS__);				\
	EXPORT(pvops_##op##_r11, __VA_ARGS__);
#define EXPORT_OUT		EXPORT_STORE
#define EXPORT_IN		EXPORT_STORE
#define EXPORT_IO		EXPORT_STORE
#define EXPORT_MAP		EXPORT_STORE

/* Each has call targets of its own: pvops/shapes.h says which. */
#define EXPORT_SHAPE(op, ...)	EXPORT_SHAPE_##op(op, __VA_ARGS__)
#define EXPORT_OF_SHAPE(op, ...)	EXPORT(pvops_shape_##op, __VA_ARGS__);
#define EXPORT_SHAPE_cpu_cpuid		EXPORT_OF_SHAPE
#define EXPORT_SHAPE_cpu_read_msr	EXPORT_OF_SHAPE
#define EXPORT_SHAPE_cpu_write_msr	EXPORT_OF_SHAPE
#define EXPORT_SHAPE_cpu_read_msr_safe	EXPORT_OF_SHAPE
#define EXPORT_SHAPE_cpu_write_msr_safe	EXPORT_OF_SHAPE
#define EXPORT_SHAPE_cpu_read_pmc	EXPORT_OF_SHAPE
#define EXPORT_SHAPE_host_hypercall	EXPORT_OF_SHAPE

/* A register that is not a constant is an argument in the C convention. */
#define EXPORT_SHAPE_DEBUG(op, ...)					\
	EXPORT_CALL(op, __VA_ARGS__)					\
	EXPORT(pvops_##op##_0, __VA_ARGS__);				\
	EXPORT(pvops_##op##_1, __VA_ARGS__);				\
	EXPORT(pvops_##op##_2, __VA_ARGS__);				\
	EXPORT(pvops_##op##_3, __VA_ARGS__);				\
	EXPORT(pvops_##op##_6, __VA_ARGS__);				\
	EXPORT(pvops_##op##_7, __VA_ARGS__);
#define EXPORT_SHAPE_cpu_get_debugreg	EXPORT_SHAPE_DEBUG
#define EXPORT_SHAPE_cpu_set_debugreg	EXPORT_SHAPE_DEBUG

/* Where the exchange of the native code is short enough. */
#define EXPORT_SHAPE_mmu_ptep_modify_prot_start(op, ...)		\
	EXPORT(pvops_##op##_rbx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rcx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rdx, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rsi, __VA_ARGS__);				\
	EXPORT(pvops_##op##_rdi, __VA_ARGS__);
#define EXPORT_SHAPE_mmu_ptep_modify_prot_commit	EXPORT_STORE

#define PV_OP(group, name, kind, ret, params, args) \
	EXPORT_##kind(group##_##name, ret, params)
#include <asm/pvops/ops.def>
