// SPDX-License-Identifier: GPL-2.0-only
/*
 * Synthetic timer 0 of each CPU as its clock event device, in direct mode: it raises an
 * interrupt vector by itself, without messages of the host's (TLFS, section "Direct
 * Synthetic Timers").  The vector is the one that upstream leaves to the platform.
 *
 * The timer writes to no memory, so there is nothing to withdraw from the host, and it is
 * needed longer than other features: a CPU that goes offline, and a kernel that is about
 * to start another one, still wait for time to pass.  What can be left is one interrupt:
 * an APIC that is off does not take it, and the next kernel ignores this vector.
 */
#include <linux/cache.h>
#include <linux/clockchips.h>
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/irq.h>
#include <asm/irq_vectors.h>
#include <asm/msr.h>
#include <asm/x86_init.h>
#include "hyperv.h"

static DEFINE_PER_CPU(struct clock_event_device, stimer_device);
PVOPS_COUNTER(timer_events);
static void (*next_boot_cpu)(void) __initdata;
static void (*next_cpu)(void) __ro_after_init;

/* Writing the time at which it is to expire also starts it. */
static int set_next_event(unsigned long delta, struct clock_event_device *unused)
{
	wrmsrl(HV_X64_MSR_STIMER0_COUNT, pvops_hyperv_time() + delta);
	return 0;
}

static int set_oneshot(struct clock_event_device *unused)
{
	union hv_stimer_config config = {
		.auto_enable = 1,
		.direct_mode = 1,
		.apic_vector = X86_PLATFORM_IPI_VECTOR,
	};

	wrmsrl(HV_X64_MSR_STIMER0_CONFIG, config.as_uint64);
	return 0;
}

static int shut_timer_down(struct clock_event_device *unused)
{
	wrmsrl(HV_X64_MSR_STIMER0_CONFIG, 0);
	return 0;
}

/* The host can raise the vector whenever it likes. */
static void timer_expired(void)
{
	struct clock_event_device *dev = this_cpu_ptr(&stimer_device);

	if (!dev->event_handler)
		return;
	pvops_count_one(timer_events);
	dev->event_handler(dev);
}

/* The device is forgotten with its CPU, so it is set up each time. */
static void set_timer_up(void)
{
	struct clock_event_device *dev = this_cpu_ptr(&stimer_device);

	*dev = (struct clock_event_device) {
		.name = "hyperv-stimer0",
		.rating = 1000,
		.features = CLOCK_EVT_FEAT_ONESHOT,
		.cpumask = cpumask_of(smp_processor_id()),
		.set_next_event = set_next_event,
		.set_state_oneshot = set_oneshot,
		.set_state_oneshot_stopped = shut_timer_down,
		.set_state_shutdown = shut_timer_down,
	};
	clockevents_config_and_register(dev, HV_CLOCK_HZ, 1, U32_MAX);
}

/* The local APIC's timer stays behind, for a kernel that prefers it. */
static void __init set_timer_up_on_boot_cpu(void)
{
	next_boot_cpu();
	set_timer_up();
}

static void set_timer_up_on_cpu(void)
{
	next_cpu();
	set_timer_up();
}

static const char *__init timer_why_not(void)
{
	if (!(ms_hyperv.features & HV_MSR_SYNTIMER_AVAILABLE))
		return "no synthetic timers";
	if (!(ms_hyperv.misc_features & HV_STIMER_DIRECT_MODE_AVAILABLE))
		return "no direct mode";
	return pvops_uses(&pvops_hyperv_clock) ? NULL : "needs the clock";
}

static void __init timer_early(void)
{
	x86_platform_ipi_callback = timer_expired;
	next_boot_cpu = x86_init.timers.setup_percpu_clockev;
	x86_init.timers.setup_percpu_clockev = set_timer_up_on_boot_cpu;
	next_cpu = x86_cpuinit.setup_percpu_clockev;
	x86_cpuinit.setup_percpu_clockev = set_timer_up_on_cpu;
}

/*
 * The kernel moves its timers away from a CPU that goes offline, and stops them for sleep,
 * but not before another kernel starts.  KVM runs a halted CPU for a timer that expires,
 * even if its interrupts are off: what it then executes is the next kernel's memory.
 */
static void timer_leave(enum pvops_leave why)
{
	if (why == PVOPS_RESTART || why == PVOPS_CRASH)
		shut_timer_down(NULL);
}

const struct pvops_feature pvops_hyperv_timer __refconst = {
	.name = "timer",
	.why_not = timer_why_not,
	.early = timer_early,
	.cpu_leave = timer_leave,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("events", timer_events)),
};
