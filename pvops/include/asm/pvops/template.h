/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Templates: the inline code that may stand for one implementation of one
 * operation.  A template names the function that it replaces; the binder uses it
 * exactly where the table holds that function.  So a template never has to know
 * which backend runs, and a platform that overrides an operation loses the
 * template with it.
 */
#ifndef PVOPS_TEMPLATE_H
#define PVOPS_TEMPLATE_H

/* The first instruction takes redundant segment prefixes as padding. */
#define PVOPS_T_PREFIX	1
/* The code is a function that keeps what the variant keeps: called, without a thunk. */
#define PVOPS_T_NOTHUNK	2

/* A template of every operation that returns nothing. */
#define PVOPS_T_ANY	0xff

#ifndef __ASSEMBLY__

#include <asm/pvops/types.h>

/**
 * struct pvops_template - the record of one template, 12 bytes
 * @code:     address of the code, or of the function that sites call without a thunk,
 *            minus the address of this field
 * @function: address of the implementation minus the address of this field
 * @op:       operation id, or PVOPS_T_ANY
 * @variant:  the variant of sites it fits; PVOPS_V_CALL covers PVOPS_V_KEEP
 * @len:      length of the code in bytes; 0 for PVOPS_T_NOTHUNK
 * @flags:    PVOPS_T_PREFIX, PVOPS_T_NOTHUNK
 */
struct pvops_template {
	s32 code;
	s32 function;
	u8 op;
	u8 variant;
	u8 len;
	u8 flags;
};

#else

#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>

/* PVOPS_TEMPLATE op, function, variant, flags ... PVOPS_TEMPLATE_END */
.macro PVOPS_TEMPLATE op:req, function:req, variant=PVOPS_V_CALL, flags=0
	PVOPS_TEMPLATE_ID .Lpvop_\op, \function, \variant, \flags
.endm

.macro PVOPS_TEMPLATE_ID id:req, function:req, variant=PVOPS_V_CALL, flags=0
	.pushsection .pvops_templates, "a"
	.balign	4
	.long	771f - .
	.long	\function - .
	.byte	\id, \variant, 772f - 771f, \flags
	.popsection
	.pushsection .pvops_code, "a"
771:
.endm

.macro PVOPS_TEMPLATE_END
772:
	.popsection
.endm

/* Where the table holds \function, sites of \variant call \nothunk, which keeps their registers. */
.macro PVOPS_NOTHUNK op:req, function:req, nothunk:req, variant=PVOPS_V_KEEP
	.pushsection .pvops_templates, "a"
	.balign	4
	.long	\nothunk - .
	.long	\function - .
	.byte	.Lpvop_\op, \variant, 0, PVOPS_T_NOTHUNK
	.popsection
.endm

#endif

#endif
