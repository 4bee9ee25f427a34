/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this backend share. */
#ifndef PVOPS_BACKENDS_XEN_H
#define PVOPS_BACKENDS_XEN_H

#include <linux/init.h>
#include <asm/pvops/backend.h>

extern const struct pvops_feature pvops_xen_pv, pvops_xen_flush;

/* functions.S; in no C convention */
void pvops_xen_sysret_rip(void);
void pvops_xen_iret(void);

#endif
