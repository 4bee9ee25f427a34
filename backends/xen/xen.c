// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen, as PV dom0 or domU, or as a PVH or HVM guest.  The operations are still those
 * of the carrier's arch/x86/xen, which writes them into the table by itself while
 * the kernel starts; what is ours is to recognise the platform, and the templates.
 */
#include <linux/init.h>
#include <xen/xen.h>
#include "xen.h"

static int __init xen_detect(void);

static struct pvops_backend xen __refdata = {
	.name	= "xen",
	.detect	= xen_detect,
};

static int __init xen_detect(void)
{
	if (!xen_domain())
		return 0;
	if (!xen_pv_domain())
		return 90;
	xen.table = &pvops_xen_pv_table;
	return 100;
}
PVOPS_BACKEND(xen);
