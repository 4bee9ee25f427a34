// SPDX-License-Identifier: GPL-2.0-only
/*
 * End of interrupt without an exit: the host sets a bit when nothing waits after the
 * interrupt that it injects, and a guest that clears the bit has said "end of interrupt"
 * (Documentation/virt/kvm/x86/msr.rst, MSR_KVM_PV_EOI_EN).
 */
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/asm.h>
#include <asm/msr.h>
#include "kvm.h"

DEFINE_PER_CPU_DECRYPTED(unsigned long, pvops_kvm_eoi_word);
PVOPS_COUNTER(eoi_avoided);

/* The host touches the word on this CPU only: one instruction is atomic enough. */
static __always_inline bool take_bit(void)
{
	bool was_set;

	asm volatile("btrq %[bit], " __percpu_arg([word]) CC_SET(c)
		     : [word] "+m" (__my_cpu_var(pvops_kvm_eoi_word)), CC_OUT(c) (was_set)
		     : [bit] "i" (KVM_PV_EOI_BIT)
		     : "memory");
	return was_set;
}

static notrace void eoi_or_exit(void)
{
	if (take_bit())
		pvops_count_one(eoi_avoided);
	else
		apic_native_eoi();
}

static void eoi_enter(void)
{
	this_cpu_write(pvops_kvm_eoi_word, 0);
	wrmsrl(MSR_KVM_PV_EOI_EN,
	       pvops_kvm_shared_cpu_phys(pvops_kvm_eoi_word) | KVM_MSR_ENABLED);
}

static void eoi_leave(enum pvops_leave why)
{
	wrmsrl(MSR_KVM_PV_EOI_EN, 0);
}

static const char *__init eoi_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_PV_EOI) ? NULL : pvops_kvm_not_offered;
}

/* It is used also while a CPU's word is not shared yet: the bit is 0 then. */
static void __init eoi_late(void)
{
	apic_update_callback(eoi, eoi_or_exit);
}

const struct pvops_feature pvops_kvm_eoi __refconst = {
	.name = "eoi",
	.why_not = eoi_why_not,
	.late = eoi_late,
	.cpu_enter = eoi_enter,
	.cpu_leave = eoi_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("avoided", eoi_avoided)),
};
