/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each operation is on bare metal: pvops_native_NAME(), for every row of asm/pvops/ops.def,
 * in this folder; or a function of upstream, to which backends/native/native.c gives that
 * name.  It stands behind the instruction that the operation's sites have inline
 * (backends/native/templates.S).  A row that has neither does not link.
 */
#ifndef PVOPS_NATIVE_H
#define PVOPS_NATIVE_H

#include <asm/pvops/pvops.h>

#define PVOPS_NATIVE(function, result, site, operands, ...) \
	PVOPS_NATIVE_##function(__VA_ARGS__)
#define PVOPS_NATIVE_C_FUNCTION(symbol, ret, params)	ret symbol params;
#define PVOPS_NATIVE_SAVE_FUNCTION(symbol, ret, params)	void symbol(void);
#define PVOPS_NATIVE_LEAVING_CODE(symbol, ret, params)	ret symbol params;

#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(PVOPS_NATIVE, pvops_native_##name, ret, params)
#include <asm/pvops/ops.def>

/* The callee-save function of every operation whose result is its argument. */
void pvops_native_same(void);

#endif
