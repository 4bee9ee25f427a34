// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of an interrupt, without leaving the guest.  Where no other interrupt waits for
 * it, the host sets a bit of a page that it shares with each CPU; a guest that clears the
 * bit has told the host that the interrupt ended (TLFS, section "EOI Assist").
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include "hyperv.h"

union assist {
	unsigned long apic;
	struct hv_vp_assist_page fields;
	u8 bytes[PAGE_SIZE];
};

static_assert(offsetof(union assist, fields.apic_assist) == 0);

static DEFINE_PER_CPU_PAGE_ALIGNED(union assist, assist_page);
PVOPS_COUNTER(eoi_avoided);

/* One instruction, as the host may act between any two; no lock, as this CPU stands still then. */
static notrace void eoi_or_exit(void)
{
	if (__test_and_clear_bit(HYPERV_NO_EOI_BIT, &this_cpu_ptr(&assist_page)->apic))
		pvops_count_one(eoi_avoided);
	else
		apic_native_eoi();
}

static const char *__init eoi_why_not(void)
{
	return ms_hyperv.features & HV_MSR_APIC_ACCESS_AVAILABLE ? NULL : "no assist page";
}

/* Until a CPU's page is shared its bit is 0. */
static void __init eoi_late(void)
{
	apic_update_callback(eoi, eoi_or_exit);
}

static void eoi_enter(void)
{
	union assist *page = this_cpu_ptr(&assist_page);

	page->apic = 0;
	pvops_hyperv_share_page(HV_X64_MSR_VP_ASSIST_PAGE, per_cpu_ptr_to_phys(page));
}

static void eoi_leave(enum pvops_leave why)
{
	pvops_hyperv_unshare_page(HV_X64_MSR_VP_ASSIST_PAGE);
}

const struct pvops_feature pvops_hyperv_eoi __refconst = {
	.name = "eoi",
	.why_not = eoi_why_not,
	.late = eoi_late,
	.cpu_enter = eoi_enter,
	.cpu_leave = eoi_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("avoided", eoi_avoided)),
};
