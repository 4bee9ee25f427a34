// SPDX-License-Identifier: GPL-2.0-only
/*
 * Xen, as PV dom0 or domU, or as a PVH or HVM guest.  The operations are still those
 * of upstream's arch/x86/xen, which writes them into the table by itself while
 * the kernel starts; what is ours is to recognise the platform, and the templates.
 */
#include <linux/init.h>
#include <xen/xen.h>
#include "xen.h"

static int __init xen_detect(void)
{
	if (!xen_domain())
		return 0;
	return xen_pv_domain() ? 100 : 90;
}

static const struct pvops_feature *const xen_features[] = {
#ifdef CONFIG_XEN_PV
	&pvops_xen_pv,
	&pvops_xen_flush,
#endif
	NULL
};

static const struct pvops_backend xen __refconst = {
	.name = "xen",
	.detect = xen_detect,
	.required = true,
	.features = xen_features,
};
PVOPS_BACKEND(xen);
