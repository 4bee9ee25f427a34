// SPDX-License-Identifier: GPL-2.0-only
/*
 * This backend in a kernel with CONFIG_HYPERV, whose arch/x86/hyperv owns the hypercall
 * page, the reference time, synthetic timers, the assist pages and the APIC's callbacks,
 * and writes its operations into the table before that is bound.  The sites then become
 * what stands in the table; the features here say which of them that code provides.
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/wordpart.h>
#include <asm/hypervisor.h>
#include "hyperv.h"

/* lab/offers.py knows this reason. */
static const char left[] = "left to the option HYPERV";

static const char *__init not_offered_or_left(u32 offered, u32 needed)
{
	return offered & needed ? left : "not offered by the host";
}

/* Without these two MSRs the kernel takes the host for no Hyper-V. */
static const char *__init always_left(void)
{
	return left;
}

static const char *__init clock_why_not(void)
{
	return not_offered_or_left(ms_hyperv.features, HV_MSR_REFERENCE_TSC_AVAILABLE |
						       HV_MSR_TIME_REF_COUNT_AVAILABLE);
}

static const char *__init timer_why_not(void)
{
	return not_offered_or_left(ms_hyperv.features, HV_MSR_SYNTIMER_AVAILABLE);
}

static const char *__init eoi_why_not(void)
{
	return not_offered_or_left(ms_hyperv.hints, HV_X64_APIC_ACCESS_RECOMMENDED);
}

static const char *__init ipi_why_not(void)
{
	return not_offered_or_left(ms_hyperv.hints, HV_X64_CLUSTER_IPI_RECOMMENDED);
}

static const char *__init tlb_why_not(void)
{
	return not_offered_or_left(ms_hyperv.hints, HV_X64_REMOTE_TLB_FLUSH_RECOMMENDED);
}

static const char *__init crash_why_not(void)
{
	return not_offered_or_left(ms_hyperv.misc_features, HV_FEATURE_GUEST_CRASH_MSR_AVAILABLE);
}

static const struct pvops_feature hypercall_left __refconst = {
	.name = "hypercall", .why_not = always_left,
};
static const struct pvops_feature vp_left __refconst = {
	.name = "vp", .why_not = always_left,
};
static const struct pvops_feature clock_left __refconst = {
	.name = "clock", .why_not = clock_why_not,
};
static const struct pvops_feature timer_left __refconst = {
	.name = "timer", .why_not = timer_why_not,
};
static const struct pvops_feature eoi_left __refconst = {
	.name = "eoi", .why_not = eoi_why_not,
};
static const struct pvops_feature ipi_left __refconst = {
	.name = "ipi", .why_not = ipi_why_not,
};
static const struct pvops_feature tlb_left __refconst = {
	.name = "tlb", .why_not = tlb_why_not,
};
static const struct pvops_feature crash_left __refconst = {
	.name = "crash", .why_not = crash_why_not,
};

/* --- what spin.c needs */

/**
 * pvops_hyperv_no_calls - why waiters for locks make no hypercalls
 *
 * Return: a reason for a feature not to be used, or NULL.
 * Context: a feature's why_not, without early.
 */
const char *__init pvops_hyperv_no_calls(void)
{
	const u32 idle = HV_MSR_GUEST_IDLE_AVAILABLE, kick = HV_X64_CLUSTER_IPI_RECOMMENDED;

	if (num_possible_cpus() == 1)
		return "there is one CPU";
	/* HYPERV's locks, whose waiters sleep; they are in the table by the time it is bound. */
	if (ms_hyperv.features & idle && ms_hyperv.hints & kick)
		return left;
	return ms_hyperv.priv_high & (HV_CPU_MANAGEMENT | HV_ISOLATION) ?
	       "not an ordinary partition" : NULL;
}

/**
 * pvops_hyperv_call - ask the host for something
 * @control: code of a fast hypercall with one input, and its flag
 * @input1:  the input
 * @unused:  nothing; calls with two inputs are not made here
 *
 * Return: whether the host has done it.
 * Context: any but NMI.
 */
bool pvops_hyperv_call(u64 control, u64 input1, u64 unused)
{
	return READ_ONCE(hv_hypercall_pg) &&
	       hv_result_success(hv_do_fast_hypercall8(lower_16_bits(control), input1));
}

/* --- the backend */

/* Root partitions and isolated ones, too: here the backend shares no memory with the host. */
static int __init hyperv_detect(void)
{
	return hypervisor_is_type(X86_HYPER_MS_HYPERV) ? 60 : 0;
}

static const struct pvops_feature *const hyperv_features[] = {
	&hypercall_left,
	&vp_left,
	&clock_left,
	&timer_left,
	&eoi_left,
	&ipi_left,
	&tlb_left,
	&pvops_hyperv_spin,
	&crash_left,
	NULL
};

static const struct pvops_backend hyperv __refconst = {
	.name = "hyperv",
	.detect = hyperv_detect,
	.features = hyperv_features,
};
PVOPS_BACKEND(hyperv);
