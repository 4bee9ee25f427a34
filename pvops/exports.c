// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call targets that modules may have sites of.  They are assembly (pvops/thunks.S,
 * pvops/shapes.S), but exported here, in C: a kernel with CONFIG_MODVERSIONS makes their
 * versions from types.  These are the types of the operation, so that a change of its row
 * changes each version.
 *
 * Every operation is here, because its wrapper is an inline function that any module may
 * use without knowing, as in local_irq_disable() or set_pte().  For the same reason the
 * exports are plain, as upstream's table of operations is: with EXPORT_SYMBOL_GPL()
 * modules of another licence would not load in a kernel with CONFIG_PARAVIRT.  What only
 * thunks call, such as the trampoline of an operation with an operand of the compiler's
 * choice, is not exported.
 */
#include <linux/export.h>
#include <asm/pvops/pvops.h>

#define EXPORT(symbol, ret, params)					\
	ret symbol params;						\
	EXPORT_SYMBOL(symbol)

/* The call targets of a row, by its site. */
#define EXPORT_C_CALL(op, ...)		EXPORT(pvops_call_##op, __VA_ARGS__);
#define EXPORT_KEEPING_CALL(op, ...)	EXPORT(pvops_keep_##op, __VA_ARGS__);
#define EXPORT_REGISTER(...) \
	PVOPS_EACH_REGISTER(EXPORT_NAMED, __VA_ARGS__)
#define EXPORT_REGISTER_AND_RAX(...) \
	PVOPS_EACH_REGISTER(EXPORT_NAMED, __VA_ARGS__)
#define EXPORT_KEPT_REGISTER(...) \
	PVOPS_EACH_REGISTER(EXPORT_IF_KEPT, __VA_ARGS__)

#define EXPORT_NAMED(name, number, in_c, op, ...) \
	EXPORT(pvops_##op##_##name, __VA_ARGS__);
#define EXPORT_IF_KEPT(name, number, in_c, ...)	EXPORT_##in_c(name, __VA_ARGS__)
#define EXPORT_KEPT(name, ...)		EXPORT_NAMED(name, 0, KEPT, __VA_ARGS__)
#define EXPORT_LOST(name, ...)

/* Each has call targets of its own: asm/pvops/shapes.h says which. */
#define EXPORT_BY_HAND(op, ...)	EXPORT_SHAPE_##op(op, __VA_ARGS__)
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
	EXPORT_C_CALL(op, __VA_ARGS__)					\
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
#define EXPORT_SHAPE_mmu_ptep_modify_prot_commit	EXPORT_REGISTER_AND_RAX

/* Modules do not leave the kernel. */
#define EXPORT_LEAVING_JUMP(...)

#define EXPORT_ROW(function, result, site, operands, ...) \
	EXPORT_##site(__VA_ARGS__)

#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(EXPORT_ROW, group##_##name, ret, params)
#include <asm/pvops/ops.def>
