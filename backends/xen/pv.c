// SPDX-License-Identifier: GPL-2.0-only
/* What a PV guest has beside the operations of upstream's arch/x86/xen. */
#include <linux/build_bug.h>
#include <linux/init.h>
#include <asm/cpufeature.h>
#include <xen/xen.h>
#include "xen.h"

static const struct pvops_table pv_table = {
	.cpu.sysret_rip = { pvops_xen_sysret_rip },
	.leave.iret = pvops_xen_iret,
};

static const char *__init pv_why_not(void)
{
	return xen_pv_domain() ? NULL : "not a PV domain";
}

/* Upstream's code has set the first of them as soon as it was entered. */
static_assert(X86_FEATURE_XENPV == X86_FEATURE_DEPRIVILEGED);

static void __init pv_early(void)
{
	pvops_add_properties(PVOPS_PROPERTY(DEPRIVILEGED) | PVOPS_PROPERTY(FOREIGN_TABLES) |
			     PVOPS_PROPERTY(NO_LAPIC));
}

const struct pvops_feature pvops_xen_pv __refconst = {
	.name = "pv",
	.why_not = pv_why_not,
	.early = pv_early,
	.table = &pv_table,
};
