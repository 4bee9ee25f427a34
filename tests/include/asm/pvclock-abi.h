/* SPDX-License-Identifier: GPL-2.0-only */
/* The clock page (Documentation/virt/kvm/x86/msr.rst, MSR_KVM_SYSTEM_TIME_NEW). */
#ifndef TESTS_ASM_PVCLOCK_ABI_H
#define TESTS_ASM_PVCLOCK_ABI_H

#include <linux/compiler.h>

struct pvclock_vcpu_time_info {
	u32 version;
	u32 pad0;
	u64 tsc_timestamp;
	u64 system_time;
	u32 tsc_to_system_mul;
	s8 tsc_shift;
	u8 flags;
	u8 pad[2];
} __attribute__((packed));

#define PVCLOCK_TSC_STABLE_BIT	1

#endif
