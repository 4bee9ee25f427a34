/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks that wait for a page of the host: sleepers.c. */
#ifndef PVOPS_BACKENDS_KVM_SLEEPERS_H
#define PVOPS_BACKENDS_KVM_SLEEPERS_H

#include <linux/types.h>

void pvops_kvm_sleepers_init(void);

#endif
