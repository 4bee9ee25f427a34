// SPDX-License-Identifier: GPL-2.0-only
/* What a PV guest has beside the operations of the carrier's arch/x86/xen. */
#include <linux/init.h>
#include <xen/xen.h>
#include "xen.h"

static const struct pvops_table pv_table = {
	.cpu.sysret_rip = { pvops_xen_sysret_rip },
};

static const char *__init pv_why_not(void)
{
	return xen_pv_domain() ? NULL : "not a PV domain";
}

const struct pvops_feature pvops_xen_pv __refconst = {
	.name = "pv",
	.why_not = pv_why_not,
	.table = &pv_table,
};
