// SPDX-License-Identifier: GPL-2.0-only
/*
 * Polling before a CPU sleeps.  The host polls, unless the guest's idle driver says that
 * it does so itself (Documentation/virt/kvm/x86/msr.rst, MSR_KVM_POLL_CONTROL).
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/export.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/cpuidle_haltpoll.h>
#include <asm/msr.h>
#include "kvm.h"

#define HOST_POLLS	1

static DEFINE_PER_CPU(bool, guest_polls);
PVOPS_COUNTER(haltpoll_switched);

static void switch_polling_to(bool guest)
{
	__this_cpu_write(guest_polls, guest);
	pvops_count_one(haltpoll_switched);
	wrmsrl(MSR_KVM_POLL_CONTROL, guest ? 0 : HOST_POLLS);
}

static void guest_begins(void *unused)
{
	switch_polling_to(true);
}

static void guest_ends(void *unused)
{
	switch_polling_to(false);
}

/* Host and guest both poll, which wastes CPU time; a newer host can leave it to the guest. */
static void check_host_can_leave_it(void)
{
	if (kvm_para_available() && !kvm_para_has_feature(KVM_FEATURE_POLL_CONTROL))
		pr_warn_once("host does not support poll control: host upgrade recommended\n");
}

/**
 * arch_haltpoll_enable - the idle driver polls on a CPU: the host need not
 * @cpu: an online CPU
 *
 * Context: may sleep.
 */
void arch_haltpoll_enable(unsigned int cpu)
{
	if (pvops_uses(&pvops_kvm_haltpoll))
		smp_call_function_single(cpu, guest_begins, NULL, 1);
	else
		check_host_can_leave_it();
}
EXPORT_SYMBOL_GPL(arch_haltpoll_enable);

/**
 * arch_haltpoll_disable - the idle driver does not poll any more
 * @cpu: an online CPU
 *
 * Context: may sleep.
 */
void arch_haltpoll_disable(unsigned int cpu)
{
	if (pvops_uses(&pvops_kvm_haltpoll))
		smp_call_function_single(cpu, guest_ends, NULL, 1);
}
EXPORT_SYMBOL_GPL(arch_haltpoll_disable);

/* The host remembers across sleep, and the next kernel may have another idle driver. */
static void haltpoll_enter(void)
{
	if (__this_cpu_read(guest_polls))
		wrmsrl(MSR_KVM_POLL_CONTROL, 0);
}

static void haltpoll_leave(enum pvops_leave why)
{
	if (__this_cpu_read(guest_polls))
		wrmsrl(MSR_KVM_POLL_CONTROL, HOST_POLLS);
}

static const char *__init haltpoll_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_POLL_CONTROL) ? NULL : pvops_kvm_not_offered;
}

const struct pvops_feature pvops_kvm_haltpoll __refconst = {
	.name = "haltpoll",
	.why_not = haltpoll_why_not,
	.cpu_enter = haltpoll_enter,
	.cpu_leave = haltpoll_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("switched", haltpoll_switched)),
};
