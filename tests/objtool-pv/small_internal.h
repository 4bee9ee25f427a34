/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the small kernel share. */
#ifndef TESTS_OBJTOOL_PV_SMALL_INTERNAL_H
#define TESTS_OBJTOOL_PV_SMALL_INTERNAL_H

#include "small_kernel.h"

/**
 * struct small_place - what a site's record says
 * @addr: from SMALL_BASE; of the module's, from SMALL_MODULE
 */
struct small_place {
	u16 addr;
	u8 op, variant, len;
};

extern const struct small_place small_places[SITE_ALL];

/* Thunks are those of the C convention, one each, and these. */
struct small_thunk {
	u16 addr;
	u8 op, variant;
};

extern const struct small_thunk small_thunks[3];
#define SMALL_NTHUNKS	(PVOPS_NR + 3)

/* Inline code: @len bytes at @code from SMALL_CODE, of the function of @op. */
struct small_template {
	u8 op, function, variant, code, len, flags;
};

#define SMALL_NTEMPLATES 5
extern const struct small_template small_templates[SMALL_NTEMPLATES];

/* What lies where in a struct of the kernel; any order would do. */
extern const struct pvops_audit small_audit;

/** small_boot - the kernel's state, the module, and patching to @mode */
void small_boot(struct small *small, enum pvpatch_form mode);

#endif
