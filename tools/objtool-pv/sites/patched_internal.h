/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files about places that a kernel patches share. */
#ifndef OBJTOOL_PV_SITES_PATCHED_INTERNAL_H
#define OBJTOOL_PV_SITES_PATCHED_INTERNAL_H

#include "../opcodes.h"
#include "patched.h"

/** patched_target - where a branch leads that ends at @end, its last four bytes rel32 */
u64 patched_target(u64 end, const u8 *bytes, unsigned int len);

/** patched_counts - is @now, at @addr, the counted form of a call of @function? */
bool patched_counts(const struct binary *binary, u64 addr, const u8 *now, u64 function);

/** patched_branch_legal - patch_legal() of the kinds that are branches */
bool patched_branch_legal(const struct patched *patched, const struct patch *patch,
			  const u8 *file, const u8 *now);

#endif
