/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files about places that a kernel patches share. */
#ifndef OBJTOOL_PV_SITES_PATCHED_INTERNAL_H
#define OBJTOOL_PV_SITES_PATCHED_INTERNAL_H

#include "patched.h"

#define CALL		0xe8	/* SDM Vol. 2, Table A-2: with rel32 */
#define JMP		0xe9

/** patched_target - where a branch leads that ends at @end, its last four bytes rel32 */
u64 patched_target(u64 end, const u8 *bytes, unsigned int len);

/** patched_counts - is @now, at @addr, the counted form of a call of @function? */
bool patched_counts(const struct image *image, u64 addr, const u8 *now, u64 function);

/** patched_branch_legal - patch_legal() of the kinds that are branches */
bool patched_branch_legal(const struct patched *patched, const struct patch *patch,
			  const u8 *file, const u8 *now);

#endif
