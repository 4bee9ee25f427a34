/* SPDX-License-Identifier: GPL-2.0-only */
/* Offsets and bits of the ABI for assembly; steal.c checks them against asm/kvm_para.h. */
#ifndef PVOPS_BACKENDS_KVM_LAYOUT_H
#define PVOPS_BACKENDS_KVM_LAYOUT_H

#define PVOPS_KVM_STEAL_PREEMPTED	16	/* in struct kvm_steal_time */
#define PVOPS_KVM_PREEMPTED		1	/* KVM_VCPU_PREEMPTED */

#endif
