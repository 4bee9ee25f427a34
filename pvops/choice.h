/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each site may become, from the tables that the linker collected and from the
 * function that each operation is bound to.  Freestanding: the kernel asks about
 * itself, and tools about a kernel whose tables they have read from elsewhere.
 */
#ifndef PVOPS_CHOICE_H
#define PVOPS_CHOICE_H

#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/pvops/template.h>
#include "patcher/patcher.h"

/**
 * struct pvops_thunk - the record of a call target (pvops/thunk.h), 8 bytes
 * @offset:  the target's address minus the address of this field
 * @op:      operation id
 * @variant: the variant of sites that call it
 * @unused:  0
 */
struct pvops_thunk {
	s32 offset;
	u8 op;
	u8 variant;
	u16 unused;
};

/* Rows are numbered from 1 in 16 bits. */
#define PVOPS_ROWS_MAX	65535

/**
 * struct pvops_rows - a table of the patched kernel
 * @at:    address of the first row in that kernel
 * @count: number of rows; of bytes, for code
 */
struct pvops_rows {
	u64 at;
	u32 count;
};

/**
 * struct pvops_binding - what every operation is bound to
 * @thunk:        the call targets of sites; rows are read through this
 * @template:     the templates; likewise
 * @code:         the templates' code; byte 0 is the one at address @code_rows.at
 * @thunk_rows:   where @thunk is in the patched kernel
 * @template_rows: where @template is
 * @code_rows:    where @code is
 * @nops:         sites of the operation are padded with NOPs and never with prefixes
 * @function:     address of each operation's implementation
 * @thunk_row:    number of the row for an operation's variant, from 1; 0 is none
 * @template_row: likewise
 *
 * All but the last two are the caller's to fill in, and may come from a hostile file.
 */
struct pvops_binding {
	const struct pvops_thunk *thunk;
	const struct pvops_template *template;
	const u8 *code;
	struct pvops_rows thunk_rows;
	struct pvops_rows template_rows;
	struct pvops_rows code_rows;
	bool nops[PVOPS_NR];
	u64 function[PVOPS_NR];
	u16 thunk_row[PVOPS_NR][PVOPS_VARIANTS];
	u16 template_row[PVOPS_NR][PVOPS_VARIANTS];
};

/*
 * Why a site is what it is, and the sentence that says so.  What a thunk stands in for has
 * a direct form with the same bytes as the indirect one: both are a call of that thunk.
 */
#define PVOPS_REASONS(reason)						\
	reason(CODE, "the bound function has inline code for it")	\
	reason(NO_CODE, "the bound function has no inline code for it")	\
	reason(NO_CODE_THUNK,						\
	       "the bound function has no inline code for it, and a thunk keeps its registers: " \
	       "the direct form has the same bytes as the indirect one") \
	reason(KEEPS,							\
	       "a function that keeps its registers is called for the bound one, without a thunk") \
	reason(LONG, "the inline code of the bound function is longer than the site") \
	reason(LONG_THUNK,						\
	       "the inline code of the bound function is longer than the site, and a thunk " \
	       "keeps its registers: the direct form has the same bytes as the indirect one") \
	reason(MODE, "the mode asks for it")				\
	reason(JUMP, "it is a jump, which keeps the form that it was given at boot") \
	reason(OTHER, "it is legal, but not what the mode asks for")	\
	reason(BUILT, "it is as it was built, and nothing has been patched") \
	reason(OLD, "its bytes are none of its legal forms, so it is left as it is") \
	reason(HELD, "a probe or a breakpoint holds it")		\
	reason(RECORD, "its record is wrong")

enum pvops_reason {
#define PVOPS_REASON_ID(name, sentence)	PVOPS_WHY_##name,
	PVOPS_REASONS(PVOPS_REASON_ID)
#undef PVOPS_REASON_ID
	PVOPS_REASONS_NR
};

/**
 * struct pvops_why - why a site is what it is
 * @reason: see PVOPS_REASONS()
 * @code:   length of the inline code, where that is the reason; else 0
 */
struct pvops_why {
	enum pvops_reason reason;
	u8 code;
};

void pvops_binding_index(struct pvops_binding *binding);
int pvops_binding_choose(const struct pvops_binding *binding,
			 const struct pvpatch_site *site,
			 struct pvpatch_choice *choice);
struct pvops_why pvops_binding_why(const struct pvops_binding *binding,
				   const struct pvpatch_site *site,
				   enum pvpatch_form want, int form);
const char *pvops_reason_text(enum pvops_reason reason);
bool pvops_binding_inline(const struct pvops_binding *binding, unsigned int op);
u64 pvops_thunk_target(const struct pvops_binding *binding, u32 row);
u64 pvops_template_function(const struct pvops_binding *binding, u32 row);

#endif
