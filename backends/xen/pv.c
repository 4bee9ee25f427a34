// SPDX-License-Identifier: GPL-2.0-only
/* What a PV guest has beside the operations of the carrier's arch/x86/xen. */
#include "xen.h"

const struct pvops_table pvops_xen_pv_table __initconst = {
	.cpu.sysret_rip = { pvops_xen_sysret_rip },
};
