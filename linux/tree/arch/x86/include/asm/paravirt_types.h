/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names under which platform code of upstream reaches the table: what it
 * assigns to, and how it declares the functions that it assigns.
 */
#ifndef _ASM_X86_PVOPS_PARAVIRT_TYPES_H
#define _ASM_X86_PVOPS_PARAVIRT_TYPES_H

#if !defined(CONFIG_PVOPS) || !defined(CONFIG_PARAVIRT_XXL)	/* asm/paravirt.h says when */

#include <asm/paravirt_types-upstream.h>

#elif !defined(__ASSEMBLY__)

#include <linux/stringify.h>
#include <linux/types.h>
#include <asm/alternative.h>
#include <asm/frame.h>
#include <asm/nospec-branch.h>
#include <asm/pvops/pvops.h>

#define paravirt_patch_template	pvops_table
#define pv_ops			pvops_table

/**
 * struct pv_info - what the rest of the kernel asks about the platform
 * @extra_user_64bit_cs: a second code selector of 64-bit user mode, or __USER_CS
 * @name: what the boot log calls the platform
 */
struct pv_info {
	u16 extra_user_64bit_cs;
	const char *name;
};

extern struct pv_info pv_info;

int paravirt_disable_iospace(void);
unsigned long paravirt_ret0(void);
noinstr void pv_native_wbinvd(void);

#define paravirt_nop	((void *)nop_func)

/*
 * PV_CALLEE_SAVE_REGS_THUNK() makes a callee-save function of a C function: it
 * keeps every register that C may clobber, but for the result.
 */
#define PV_THUNK_NAME(func)	"__raw_callee_save_" #func

#define PV_SAVED_REGISTERS(insn, a, b, c, d, e, f, g, h)		\
	insn " %" a "\n\t" insn " %" b "\n\t" insn " %" c "\n\t"	\
	insn " %" d "\n\t" insn " %" e "\n\t" insn " %" f "\n\t"	\
	insn " %" g "\n\t" insn " %" h "\n\t"

#define PV_SAVE_ALL_CALLER_REGS \
	PV_SAVED_REGISTERS("pushq", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11")
#define PV_RESTORE_ALL_CALLER_REGS \
	PV_SAVED_REGISTERS("popq", "r11", "r10", "r9", "r8", "rdi", "rsi", "rdx", "rcx")

#define __PV_CALLEE_SAVE_REGS_THUNK(func, section)			\
	extern typeof(func) __raw_callee_save_##func;			\
	asm(".pushsection " section ", \"ax\"\n\t"			\
	    ASM_FUNC_ALIGN "\n\t"					\
	    ".globl " PV_THUNK_NAME(func) "\n\t"			\
	    ".type " PV_THUNK_NAME(func) ", @function\n"		\
	    PV_THUNK_NAME(func) ":\n\t"					\
	    ASM_ENDBR "\n\t"						\
	    FRAME_BEGIN							\
	    PV_SAVE_ALL_CALLER_REGS					\
	    "call " #func "\n\t"					\
	    PV_RESTORE_ALL_CALLER_REGS					\
	    FRAME_END							\
	    ASM_RET							\
	    ".size " PV_THUNK_NAME(func) ", . - " PV_THUNK_NAME(func) "\n\t" \
	    ".popsection")

#define PV_CALLEE_SAVE_REGS_THUNK(func) \
	__PV_CALLEE_SAVE_REGS_THUNK(func, ".text")

/* The callee-save function made of @func, and one that is callee-save already. */
#define PV_CALLEE_SAVE(func) \
	((struct paravirt_callee_save) { __raw_callee_save_##func })
#define __PV_IS_CALLEE_SAVE(func) \
	((struct paravirt_callee_save) { func })

#endif

#endif
