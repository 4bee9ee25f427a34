/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this backend share.  The numbers of the ABI are those of the kernel's
 * uapi header asm/kvm_para.h; its text is Documentation/virt/kvm/x86/{cpuid,msr,hypercalls}.rst.
 */
#ifndef PVOPS_BACKENDS_KVM_H
#define PVOPS_BACKENDS_KVM_H

#include <linux/kvm_para.h>
#include <linux/percpu-defs.h>
#include <asm/pvops/backend.h>
#include "shared.h"

/* Reasons that more than one feature has for not being used. */
extern const char pvops_kvm_not_offered[];
extern const char pvops_kvm_one_cpu[];
extern const char pvops_kvm_dedicated[];

/* features, each in a file of its own or with what it belongs to (README.md) */
extern const struct pvops_feature pvops_kvm_platform;
extern const struct pvops_feature pvops_kvm_io_delay;
extern const struct pvops_feature pvops_kvm_vmcall;
extern const struct pvops_feature pvops_kvm_vmmcall;
extern const struct pvops_feature pvops_kvm_tdcall;
extern const struct pvops_feature pvops_kvm_short_exits;
extern const struct pvops_feature pvops_kvm_encryption;
extern const struct pvops_feature pvops_kvm_clock;
extern const struct pvops_feature pvops_kvm_steal;
extern const struct pvops_feature pvops_kvm_steal_accounting;
extern const struct pvops_feature pvops_kvm_eoi;
extern const struct pvops_feature pvops_kvm_async_pf;
extern const struct pvops_feature pvops_kvm_ipi;
extern const struct pvops_feature pvops_kvm_tlb;
extern const struct pvops_feature pvops_kvm_yield;
extern const struct pvops_feature pvops_kvm_lock;
extern const struct pvops_feature pvops_kvm_native_lock;
extern const struct pvops_feature pvops_kvm_haltpoll;
extern const struct pvops_feature pvops_kvm_migration;

/*
 * Memory of each CPU that the host writes to: in the section of plain memory here, too, as
 * the compiler keeps a variable where it was first declared.
 */
DECLARE_PER_CPU_DECRYPTED(struct kvm_steal_time, pvops_kvm_steal_page);
DECLARE_PER_CPU_DECRYPTED(struct kvm_vcpu_pv_apf_data, pvops_kvm_async_pf_page);
DECLARE_PER_CPU_DECRYPTED(unsigned long, pvops_kvm_eoi_word);

/* hypercall.c */
long pvops_kvm_vmcall_insn(unsigned long nr, unsigned long a, unsigned long b,
			   unsigned long c, unsigned long d);
long pvops_kvm_vmmcall_insn(unsigned long nr, unsigned long a, unsigned long b,
			    unsigned long c, unsigned long d);

/* steal.c */
const char *pvops_kvm_no_preemption(void);
bool pvops_kvm_preempted(int cpu);

/* functions.S; in no C convention */
void pvops_kvm_vcpu_is_preempted(void);

#endif
