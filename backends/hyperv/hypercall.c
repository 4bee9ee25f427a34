// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls: the guest gives its identity, the host lays its code over a page of the
 * kernel's text, and calls go there (TLFS, section "Establishing the Hypercall
 * Interface").
 *
 * A call that cannot be made fails like one that the host refuses, so every caller has
 * a way without the host.
 */
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <asm/msr.h>
#include "hyperv.h"

static bool hypercall_page_on;
PVOPS_COUNTER(calls_made);

/**
 * pvops_hyperv_share_page - give the host a page through an MSR
 * @msr:  one whose contents are a page's address and an enable bit
 * @page: its physical address
 *
 * Context: interrupts off.
 */
void pvops_hyperv_share_page(u32 msr, phys_addr_t page)
{
	u64 old;

	rdmsrl(msr, old);
	wrmsrl(msr, page | HYPERV_PAGE_ENABLE | (old & HYPERV_PAGE_PRESERVE));
}

/**
 * pvops_hyperv_unshare_page - take it back
 * @msr: as in pvops_hyperv_share_page()
 *
 * Context: interrupts off.
 */
void pvops_hyperv_unshare_page(u32 msr)
{
	u64 old;

	rdmsrl(msr, old);
	wrmsrl(msr, old & HYPERV_PAGE_PRESERVE);
}

/**
 * pvops_hyperv_call - ask the host for something
 * @control: code and flags of the hypercall; a rep call has one rep
 * @input1:  the first 8 bytes of a fast call, else the input's physical address
 * @input2:  the second 8 bytes of a fast call, else the output's
 *
 * Return: whether the host has done all of it.
 * Context: any but NMI.
 */
bool pvops_hyperv_call(u64 control, u64 input1, u64 input2)
{
	u64 status;

	if (!READ_ONCE(hypercall_page_on))
		return false;
	status = pvops_hyperv_call_page(control, input1, input2);
	pvops_count_one(calls_made);
	return hv_result_success(status) &&
	       hv_repcomp(status) == (control & HV_HYPERCALL_REP_COMP_MASK) >>
				     HV_HYPERCALL_REP_COMP_OFFSET;
}

static const char *__init hypercall_why_not(void)
{
	return ms_hyperv.features & HV_MSR_HYPERCALL_AVAILABLE ? NULL : "no hypercall MSRs";
}

/* The host takes no page from a guest without an identity, or if the MSR is locked. */
static void hypercall_enter(void)
{
	phys_addr_t page = __pa_symbol(pvops_hyperv_hypercall_page);
	u64 now;

	wrmsrl(HV_X64_MSR_GUEST_OS_ID, HYPERV_GUEST_ID);
	pvops_hyperv_share_page(HV_X64_MSR_HYPERCALL, page);
	rdmsrl(HV_X64_MSR_HYPERCALL, now);
	WRITE_ONCE(hypercall_page_on, (now & ~HYPERV_PAGE_PRESERVE) == (page | HYPERV_PAGE_ENABLE));
}

/* Another CPU may be about to call: page.S says what it finds then. */
static void hypercall_leave(enum pvops_leave why)
{
	WRITE_ONCE(hypercall_page_on, false);
	pvops_hyperv_unshare_page(HV_X64_MSR_HYPERCALL);
	wrmsrl(HV_X64_MSR_GUEST_OS_ID, 0);
}

const struct pvops_feature pvops_hyperv_hypercall __refconst = {
	.name = "hypercall",
	.why_not = hypercall_why_not,
	.machine_enter = hypercall_enter,
	.machine_leave = hypercall_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("calls", calls_made)),
};
