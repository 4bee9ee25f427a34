/* SPDX-License-Identifier: GPL-2.0-only */
/* Implementations behind instructions that the host intercepts: exits.c. */
#ifndef PVOPS_BACKENDS_KVM_EXITS_H
#define PVOPS_BACKENDS_KVM_EXITS_H

#include <linux/types.h>

void pvops_kvm_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);
u64 pvops_kvm_read_msr(u32 msr);
void pvops_kvm_write_msr(u32 msr, u32 low, u32 high);
u64 pvops_kvm_read_msr_safe(u32 msr, int *err);
int pvops_kvm_write_msr_safe(u32 msr, u32 low, u32 high);
void pvops_kvm_halt(void);

#endif
