/* SPDX-License-Identifier: GPL-2.0-only */
/* Tasks that wait for a page of the host, for the test of sleepers.c. */
#ifndef PVOPS_BACKENDS_KVM_SLEEPERS_H
#define PVOPS_BACKENDS_KVM_SLEEPERS_H

#include <linux/kconfig.h>

/* Tokens are told apart by as many bits of a hash. */
#define PVOPS_KVM_BUCKET_BITS	8

#if IS_ENABLED(CONFIG_PVOPS_KUNIT_TEST)
struct pvops_kvm_sleeper;

struct pvops_kvm_sleeper *pvops_kvm_new_sleeper(void);
#endif

#endif
