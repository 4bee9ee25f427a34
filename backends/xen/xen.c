// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen, as PV dom0 or domU, or as a PVH or HVM guest.  The operations are still those
 * of the carrier's arch/x86/xen, which writes them into the table by itself while
 * the kernel starts; what is ours is to recognise the platform, and the templates.
 */
#include <linux/init.h>
#include <xen/xen.h>
#include <asm/pvops/backend.h>

static int __init xen_detect(void)
{
	if (xen_pv_domain())
		return 100;
	return xen_domain() ? 90 : 0;
}

static const struct pvops_backend xen __refconst = {
	.name	= "xen",
	.detect	= xen_detect,
};
PVOPS_BACKEND(xen);
