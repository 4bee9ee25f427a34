// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asynchronous page faults: where the host would have to read a page from its disk, it
 * tells the guest, by a page fault with a token in %cr2, and the guest runs another task;
 * an interrupt says when the page is there (Documentation/virt/kvm/x86/msr.rst,
 * MSR_KVM_ASYNC_PF_EN, _INT and _ACK).
 *
 * Hosts before Linux 5.8 announced that the page is there by another page fault, which
 * could come at any instruction of the kernel.  That half of the protocol is refused.
 */
#include <linux/entry-common.h>
#include <linux/hardirq.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jump_label.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/irq_regs.h>
#include <asm/irq_vectors.h>
#include <asm/msr.h>
#include <asm/ptrace.h>
#include "kvm.h"

/* asm/kvm_para.h looks here in every page fault. */
DEFINE_STATIC_KEY_FALSE_RO(kvm_async_pf_enabled);

DEFINE_PER_CPU_DECRYPTED(struct kvm_vcpu_pv_apf_data, pvops_kvm_async_pf_page) __aligned(64);
static DEFINE_PER_CPU_READ_MOSTLY(bool, async_pf_shared);

PVOPS_COUNTER(async_pf_not_present);
PVOPS_COUNTER(async_pf_ready);

/* --- the page is not there */

/**
 * kvm_read_and_reset_apf_flags - take the host's reason for a page fault
 *
 * Return: KVM_PV_REASON_..., or 0 if the fault is an ordinary one.
 * Context: entry of a page fault, or an exit of a guest that this kernel is host of.
 */
noinstr u32 kvm_read_and_reset_apf_flags(void)
{
	u32 flags = 0;

	if (__this_cpu_read(async_pf_shared)) {
		flags = __this_cpu_read(pvops_kvm_async_pf_page.flags);
		__this_cpu_write(pvops_kvm_async_pf_page.flags, 0);
	}
	return flags;
}
EXPORT_SYMBOL_GPL(kvm_read_and_reset_apf_flags);

/*
 * The host was told to interrupt user mode only.  A fault of the kernel's own finds the
 * flags set only if it is one of an NMI, which came between the host's fault and our look
 * at the flags: they belong to the fault that the NMI interrupted.
 */
static __always_inline bool belongs_to_other_fault(struct pt_regs *regs)
{
	return !user_mode(regs) && in_nmi();
}

/* A correct host sends no such fault, and the kernel cannot go on after one. */
static void check_host(struct pt_regs *regs)
{
	if (!user_mode(regs))
		panic("asynchronous page fault while the kernel ran: the host must not");
	if (!(regs->flags & X86_EFLAGS_IF))
		panic("asynchronous page fault with interrupts off: the host must not");
}

static void wait_for_page(u32 flags, u32 token)
{
	if (WARN_ONCE(!(flags & KVM_PV_REASON_PAGE_NOT_PRESENT),
		      "asynchronous page fault for an unknown reason: %x", flags))
		return;
	pvops_count_one(async_pf_not_present);
	kvm_async_pf_task_wait_schedule(token);
}

/**
 * __kvm_handle_async_pf - is this page fault the host's, and if so, wait
 * @regs:  of the fault
 * @token: its address, which is a token if it is
 *
 * Return: true if it was and the access can be tried again.
 * Context: entry of a page fault.
 */
noinstr bool __kvm_handle_async_pf(struct pt_regs *regs, u32 token)
{
	irqentry_state_t state;
	u32 flags;

	if (!__this_cpu_read(async_pf_shared) || !__this_cpu_read(pvops_kvm_async_pf_page.flags) ||
	    belongs_to_other_fault(regs))
		return false;
	flags = kvm_read_and_reset_apf_flags();
	state = irqentry_enter(regs);
	instrumentation_begin();
	check_host(regs);
	wait_for_page(flags, token);
	instrumentation_end();
	irqentry_exit(regs, state);
	return true;
}

/* --- the page is there */

/* The host sends no further token before it has read the acknowledgement. */
static void take_token(void)
{
	u32 token = __this_cpu_read(pvops_kvm_async_pf_page.token);

	pvops_count_one(async_pf_ready);
	kvm_async_pf_task_wake(token);
	__this_cpu_write(pvops_kvm_async_pf_page.token, 0);
	wrmsrl(MSR_KVM_ASYNC_PF_ACK, 1);
}

DEFINE_IDTENTRY_SYSVEC(sysvec_kvm_asyncpf_interrupt)
{
	struct pt_regs *interrupted = set_irq_regs(regs);

	apic_eoi();
	inc_irq_stat(irq_hv_callback_count);
	if (__this_cpu_read(async_pf_shared))
		take_token();
	set_irq_regs(interrupted);
}

/* --- sharing */

static void async_pf_enter(void)
{
	u64 page = pvops_kvm_shared_cpu_phys(pvops_kvm_async_pf_page);

	page |= KVM_ASYNC_PF_ENABLED | KVM_ASYNC_PF_DELIVERY_AS_INT;
	if (kvm_para_has_feature(KVM_FEATURE_ASYNC_PF_VMEXIT))
		page |= KVM_ASYNC_PF_DELIVERY_AS_PF_VMEXIT;
	wrmsrl(MSR_KVM_ASYNC_PF_INT, HYPERVISOR_CALLBACK_VECTOR);
	wrmsrl(MSR_KVM_ASYNC_PF_EN, page);
	__this_cpu_write(async_pf_shared, true);
}

/* The host forgets this CPU's tokens: tasks that still wait for one try again. */
static void async_pf_leave(enum pvops_leave why)
{
	wrmsrl(MSR_KVM_ASYNC_PF_EN, 0);
	__this_cpu_write(async_pf_shared, false);
	if (why == PVOPS_OFFLINE || why == PVOPS_SUSPEND)
		kvm_async_pf_task_wake(~0);
}

/* --- setup */

static bool async_pf_unwanted __initdata;

static int __init parse_no_kvmapf(char *arg)
{
	async_pf_unwanted = true;
	return 0;
}
early_param("no-kvmapf", parse_no_kvmapf);

static const char *__init async_pf_why_not(void)
{
	if (async_pf_unwanted)
		return "no-kvmapf";
	if (kvm_para_has_feature(KVM_FEATURE_ASYNC_PF_INT))
		return NULL;
	return kvm_para_has_feature(KVM_FEATURE_ASYNC_PF) ?
	       "the host knows the first protocol only" : pvops_kvm_not_offered;
}

static void __init async_pf_late(void)
{
	static_branch_enable(&kvm_async_pf_enabled);
	sysvec_install(HYPERVISOR_CALLBACK_VECTOR, sysvec_kvm_asyncpf_interrupt);
}

const struct pvops_feature pvops_kvm_async_pf __refconst = {
	.name = "async-pf",
	.why_not = async_pf_why_not,
	.late = async_pf_late,
	.cpu_enter = async_pf_enter,
	.cpu_leave = async_pf_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("not-present", async_pf_not_present),
			       PVOPS_COUNT("ready", async_pf_ready)),
};
