/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations' ids, for C and for assembly, in the order of ops.def. */
#ifndef PVOPS_IDS_H
#define PVOPS_IDS_H

#ifndef __ASSEMBLY__

enum pvops_id {
#define PV_OP(group, name, kind, ret, params, args) PVOP_##group##_##name,
#include "ops.def"
	PVOPS_NR
};

/* Has an operation long sites? */
enum {
#define PV_OP(group, name, kind, ret, params, args) PVOPS_LONG_##group##_##name = 0,
#define PV_OP_LONG(group, name, kind, ret, params, args) PVOPS_LONG_##group##_##name = 1,
#include "ops.def"
};

#else

.macro PVOPS_NEXT_ID name:req
	.set	\name, .Lpvop_next
	.set	.Lpvop_next, .Lpvop_next + 1
.endm

.set .Lpvop_next, 0
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_NEXT_ID .Lpvop_##group##_##name
#include "ops.def"

#endif

#endif
