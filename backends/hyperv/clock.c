// SPDX-License-Identifier: GPL-2.0-only
/*
 * The partition's reference time, in units of 100 ns, as clock source and scheduler
 * clock.  The host keeps a page by which it is computed from the TSC; while the page is
 * not valid, and after it has been withdrawn, an MSR has it (TLFS, sections "Partition
 * Reference TSC Mechanism" and "Partition Reference Counter MSR").
 */
#include <linux/clocksource.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <linux/mm.h>
#include <linux/time64.h>
#include <asm/msr.h>
#include <asm/paravirt.h>
#include "hyperv.h"
#include "tsc_page.h"

#define UNIT_NS		(NSEC_PER_SEC / HV_CLOCK_HZ)

static union {
	struct pvops_hyperv_tsc_page tsc;
	u8 bytes[PAGE_SIZE];
} reference_page __page_aligned_bss;
static_assert(sizeof(struct pvops_hyperv_tsc_page) == sizeof(struct ms_hyperv_tsc_page));

/* Reference time at which the scheduler clock would have been 0. */
static u64 sched_clock_start;
/* The scheduler clock when the machine went to sleep, in units. */
static u64 sched_clock_slept_at;
static bool clock_asleep;

/* The MSR is read without a trace event: tracing reads the clock. */
static __always_inline u64 reference_time(void)
{
	u64 time;

	if (likely(pvops_hyperv_read_tsc_page(&reference_page.tsc, &time)))
		return time;
	return __rdmsr(HV_X64_MSR_TIME_REF_COUNT);
}

/**
 * pvops_hyperv_time - the reference time, in units of 100 ns
 *
 * Context: any.
 */
noinstr u64 pvops_hyperv_time(void)
{
	return reference_time();
}

static noinstr u64 sched_clock_ns(void)
{
	return (reference_time() - sched_clock_start) * UNIT_NS;
}

static u64 read_clock(struct clocksource *unused)
{
	return reference_time();
}

static struct clocksource reference_clock = {
	.name = "hyperv_clocksource_tsc_page",
	.rating = 400,
	.read = read_clock,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
};

static const char *__init clock_why_not(void)
{
	const u32 both = HV_MSR_REFERENCE_TSC_AVAILABLE | HV_MSR_TIME_REF_COUNT_AVAILABLE;

	return (ms_hyperv.features & both) == both ? NULL : "no reference time";
}

static void share_clock(void)
{
	pvops_hyperv_share_page(HV_X64_MSR_REFERENCE_TSC, __pa_symbol(&reference_page));
}

/* After sleep the reference time may start anew, and the scheduler clock must go on. */
static void clock_enter(void)
{
	share_clock();
	if (clock_asleep)
		sched_clock_start = reference_time() - sched_clock_slept_at;
	clock_asleep = false;
}

/* The page is not valid any more, and readers turn to the MSR. */
static void clock_leave(enum pvops_leave why)
{
	sched_clock_slept_at = reference_time() - sched_clock_start;
	clock_asleep = why == PVOPS_SUSPEND;
	pvops_hyperv_unshare_page(HV_X64_MSR_REFERENCE_TSC);
	WRITE_ONCE(reference_page.tsc.sequence, 0);
}

/*
 * A TSC that the host guarantees to be invariant can be read by user space, too, and is
 * the better clock; otherwise upstream has called it unstable.  The scheduler's clock
 * is read too often for the MSR: each read of that leaves the guest.
 */
static void __init clock_early(void)
{
	share_clock();
	sched_clock_start = reference_time();
	if (ms_hyperv.features & HV_ACCESS_TSC_INVARIANT)
		reference_clock.rating = 250;
	else if (READ_ONCE(reference_page.tsc.sequence))
		paravirt_set_sched_clock(sched_clock_ns);
	clocksource_register_hz(&reference_clock, HV_CLOCK_HZ);
}

const struct pvops_feature pvops_hyperv_clock __refconst = {
	.name = "clock",
	.why_not = clock_why_not,
	.early = clock_early,
	.machine_enter = clock_enter,
	.machine_leave = clock_leave,
};
