/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table and the call site wrappers, expanded from ops.def.  The kernel's own
 * names for all this (asm/paravirt.h) are written on top of what is declared here.
 */
#ifndef PVOPS_PVOPS_H
#define PVOPS_PVOPS_H

#include <linux/args.h>
#include <linux/types.h>
#include <asm/asm.h>
#include <asm/desc_defs.h>
#include <asm/pgtable_types.h>
#include <asm/pvops/ids.h>
#include <asm/pvops/kinds.def>
#include <asm/pvops/site.h>

struct cpumask;
struct flush_tlb_info;
struct mm_struct;
struct mmu_gather;
struct qspinlock;
struct task_struct;
struct thread_struct;
struct vm_area_struct;

/**
 * struct paravirt_callee_save - a SAVE_FUNCTION of asm/pvops/kinds.def
 * @func: argument in %rdi, result in %rax, all other registers preserved
 */
struct paravirt_callee_save {
	void *func;
};

/* --- the table: one pointer for each row, in the order of the rows */

#define PVOPS_MEMBER(function, result, site, operands, ...) \
	PVOPS_MEMBER_##function(__VA_ARGS__)
#define PVOPS_MEMBER_C_FUNCTION(name, ret, params)	ret (*name) params;
#define PVOPS_MEMBER_SAVE_FUNCTION(name, ret, params)	struct paravirt_callee_save name;
#define PVOPS_MEMBER_LEAVING_CODE(name, ret, params)	ret (*name) params;

/**
 * struct pvops_table - the implementation of every operation
 *
 * Starts as the native one, is overlaid by the platform's own set-up code during
 * early boot, and is read-only from the end of boot on.
 */
struct pvops_table {
#define PV_GROUP(group)		struct pvops_##group##_group {
#define PV_END(group, member)	} member;
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(PVOPS_MEMBER, name, ret, params)
#include <asm/pvops/ops.def>
} __no_randomize_layout;

extern struct pvops_table pvops_table;

/*
 * --- the wrappers: one call site each time one is used
 *
 * No search finds the names that are pasted together.  From PV_OP(irq, save_fl, OUT, ...) come
 *
 *	pvops_table.irq.save_fl		its member of the table
 *	PVOP_irq_save_fl		its id, in assembly .Lpvop_irq_save_fl (asm/pvops/ids.h)
 *	pvops_irq_save_fl()		its wrapper
 *	pvops_call_irq_save_fl		its trampoline (pvops/thunks.S)
 *	pvops_irq_save_fl_rax, ...	its thunks, one for each register
 *	pvops_native_save_fl()		what it is on bare metal (backends/native)
 *	pvops_suite_of_irq_save_fl	the KUnit suite that tests it (pvops/kunit)
 *
 * A KEEPING_CALL (asm/pvops/kinds.def) such as irq.irq_disable has the thunk
 * pvops_keep_irq_irq_disable instead of those for registers, and a SHAPE row such as
 * cpu.cpuid has pvops_shape_cpu_cpuid (pvops/shapes.S).  The JUMP row leave.iret has no
 * wrapper, and the trampoline pvops_jump_leave_iret.
 */

/* Arguments in the registers of the C convention; PVOPS_ID goes before. */
#define PVOPS_ARGS0()
#define PVOPS_ARGS1(a)		, "D" ((unsigned long)(a))
#define PVOPS_ARGS2(a, b)	PVOPS_ARGS1(a), "S" ((unsigned long)(b))
#define PVOPS_ARGS3(a, b, c)	PVOPS_ARGS2(a, b), "d" ((unsigned long)(c))
#define PVOPS_ARGS4(a, b, c, d)	PVOPS_ARGS3(a, b, c), "c" ((unsigned long)(d))
#define PVOPS_ARGS(...) \
	CONCATENATE(PVOPS_ARGS, COUNT_ARGS(__VA_ARGS__))(__VA_ARGS__)

#define PVOPS_ID(op)		[pvop] "i" (PVOP_##op), [is_long] "i" (PVOPS_LONG_##op)
#define PVOPS_VARIANT(v)	__stringify(PVOPS_V_##v)
#define PVOPS_LOST		"r8", "r9", "r10", "r11", "memory"

/*
 * A site may stand before the function has its stack frame: the thunks keep the stack
 * as they found it, and the kernel has no red zone.  Only with frame pointers does
 * objtool insist on one, and the compiler has to build it first.
 */
#ifdef CONFIG_FRAME_POINTER
#define PVOPS_FRAME		ASM_CALL_CONSTRAINT
#define PVOPS_AND_FRAME		, ASM_CALL_CONSTRAINT
#else
#define PVOPS_FRAME
#define PVOPS_AND_FRAME
#endif

/* A call in the C convention, an expression whose value is %rax. */
#define PVOPS_CALL(op, args)						\
({									\
	unsigned long rax_, rdi_, rsi_, rdx_, rcx_;			\
									\
	asm_inline volatile(PVOPS_SITE("pvops_call_" #op, PVOPS_VARIANT(CALL)) \
		: "=a" (rax_), "=D" (rdi_), "=S" (rsi_), "=d" (rdx_),	\
		  "=c" (rcx_), ASM_CALL_CONSTRAINT			\
		: PVOPS_ID(op) PVOPS_ARGS args				\
		: PVOPS_LOST);						\
	rax_;								\
})

#define PVOPS_WRAPPER(op, ret, params, ...)				\
	static __always_inline ret pvops_##op params { __VA_ARGS__ }

#define PVOPS_WRAPPER_CALL(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params, return (ret)PVOPS_CALL(op, args);)

#define PVOPS_WRAPPER_VCALL(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params, PVOPS_CALL(op, args);)

#define PVOPS_WRAPPER_KEEP(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	union { unsigned long raw; ret value; } rax;			\
									\
	asm_inline volatile(PVOPS_SITE("pvops_keep_" #op, PVOPS_VARIANT(KEEP)) \
		: "=a" (rax.raw) PVOPS_AND_FRAME			\
		: PVOPS_ID(op) PVOPS_ARGS args				\
		: "memory");						\
	return rax.value;)

#define PVOPS_WRAPPER_VKEEP(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	asm_inline volatile(PVOPS_SITE("pvops_keep_" #op, PVOPS_VARIANT(KEEP)) \
		: PVOPS_FRAME						\
		: PVOPS_ID(op) PVOPS_ARGS args				\
		: "memory");)

#define PVOPS_WRAPPER_NONE	PVOPS_WRAPPER_VKEEP

/* Register-free sites name the register in the thunk and in the record. */
#define PVOPS_SITE_REG(op) \
	PVOPS_SITE("pvops_" #op "_%V[reg]", ".Lpvops_v_%V[reg]")

#define PVOPS_WRAPPER_OUT(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	unsigned long out;						\
									\
	asm_inline volatile(PVOPS_SITE_REG(op)				\
		: [reg] "=r" (out) PVOPS_AND_FRAME			\
		: PVOPS_ID(op)						\
		: "memory");						\
	return (ret)out;)

#define PVOPS_WRAPPER_IN(op, ret, params, args)				\
	PVOPS_WRAPPER(op, ret, params,					\
	asm_inline volatile(PVOPS_SITE_REG(op)				\
		: PVOPS_FRAME						\
		: PVOPS_ID(op), [reg] "r" args				\
		: "memory");)

/* Sites of C functions stand among other calls, where what C loses is not in use. */
#define PVOPS_WRAPPER_CIN(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	asm_inline volatile(PVOPS_SITE_REG(op)				\
		: PVOPS_FRAME						\
		: PVOPS_ID(op), [reg] "r" args				\
		: "rax", "rcx", "rdx", "rsi", "rdi", PVOPS_LOST);)

#define PVOPS_STORE_ARGS(to, val) \
	[reg] "r" ((unsigned long)(to)), "a" ((unsigned long)(val))

#define PVOPS_WRAPPER_STORE(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	asm_inline volatile(PVOPS_SITE_REG(op)				\
		: PVOPS_FRAME						\
		: PVOPS_ID(op), PVOPS_STORE_ARGS args			\
		: "memory");)

#define PVOPS_WRAPPER_IO(op, ret, params, args)				\
	PVOPS_WRAPPER(op, ret, params,					\
	unsigned long inout = (unsigned long) args;			\
									\
	asm_inline volatile(PVOPS_SITE_REG(op)				\
		: [reg] "+r" (inout) PVOPS_AND_FRAME			\
		: PVOPS_ID(op)						\
		: "memory");						\
	return (ret)inout;)

/*
 * The table stands for all that a translation depends on.  Only functions change that, and
 * as far as the compiler knows, any function that is called may write to the table.
 */
#define PVOPS_WRAPPER_MAP(op, ret, params, args)			\
	PVOPS_WRAPPER(op, ret, params,					\
	unsigned long inout = (unsigned long) args;			\
									\
	asm_inline(PVOPS_SITE_REG(op)					\
		: [reg] "+r" (inout) PVOPS_AND_FRAME			\
		: PVOPS_ID(op), "m" (pvops_table));			\
	return (ret)inout;)

#define PVOPS_WRAPPER_SHAPE(op, ret, params, args)
/* Sites are in assembly code: asm/pvops/leave.h. */
#define PVOPS_WRAPPER_JUMP(op, ret, params, args)

#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_WRAPPER_##kind(group##_##name, ret, params, args)
#include <asm/pvops/ops.def>

#endif
