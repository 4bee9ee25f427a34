// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's number for each CPU, by which hypercalls name it (TLFS, section "Virtual
 * Processor Indices").  Only the CPU itself can ask for it, so a CPU that has not run yet
 * has none.  The host's answer is used as a bit number, so it is limited here.
 */
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/msr.h>
#include "hyperv.h"

static DEFINE_PER_CPU(u64, vp_bit);

/**
 * pvops_hyperv_vp_bit - a CPU's bit in a hypercall's mask of processors
 * @cpu: its number
 *
 * Return: the bit, or 0: hypercalls cannot name this CPU, or not yet.
 * Context: any.
 */
u64 pvops_hyperv_vp_bit(unsigned int cpu)
{
	return READ_ONCE(per_cpu(vp_bit, cpu));
}

/**
 * pvops_hyperv_no_calls - why hypercalls cannot name other CPUs
 *
 * Return: a reason for a feature not to be used, or NULL.
 * Context: a feature's why_not, without early.
 */
const char *__init pvops_hyperv_no_calls(void)
{
	if (num_possible_cpus() == 1)
		return "there is one CPU";
	if (!pvops_uses(&pvops_hyperv_hypercall) || !pvops_uses(&pvops_hyperv_vp))
		return "needs hypercalls";
	return NULL;
}

static const char *__init vp_why_not(void)
{
	return ms_hyperv.features & HV_MSR_VP_INDEX_AVAILABLE ? NULL : "no index MSR";
}

static void vp_ask(void)
{
	u64 index;

	rdmsrl(HV_X64_MSR_VP_INDEX, index);
	this_cpu_write(vp_bit, index < HYPERV_MASK_VPS ? BIT_ULL(index) : 0);
}

const struct pvops_feature pvops_hyperv_vp __refconst = {
	.name = "vp",
	.why_not = vp_why_not,
	.cpu_start = vp_ask,
	.cpu_enter = vp_ask,
};
