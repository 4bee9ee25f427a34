// SPDX-License-Identifier: GPL-2.0-only
/*
 * Time.  Where the host trusts its TSC, that is the guest's clock, with the frequency that
 * the host knows; a guest does not move to another machine.  Where it does not, the clock
 * is a hypercall.  The timer is the host's in either case, programmed in nanoseconds.
 */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/timekeeping.h>
#include <asm/cpufeature.h>
#include <asm/tsc.h>
#include <asm/x86_init.h>
#include "guest.h"

PVOPS_COUNTER(timer_events);

/* --- clock */

static unsigned long tsc_khz_of_host(void)
{
	return READ_ONCE(pvops_lguest_page.tsc_khz);
}

static u64 read_time(struct clocksource *unused)
{
	return pvops_lguest_call(LG_GET_TIME, 0, 0, 0);
}

static struct clocksource clocksource = {
	.name = "lguest",
	.rating = 250,			/* below a TSC that can be used */
	.read = read_time,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
};

static void get_wallclock(struct timespec64 *now)
{
	*now = ns_to_timespec64(READ_ONCE(pvops_lguest_page.wall_clock) + read_time(NULL));
}

/* The clock on the wall is the host's. */
static int set_wallclock(const struct timespec64 *now)
{
	return -ENODEV;
}

/* --- timer */

static int set_next_event(unsigned long delta, struct clock_event_device *unused)
{
	return pvops_lguest_call(LG_SET_TIMER, delta, 0, 0);
}

static int shut_timer_down(struct clock_event_device *unused)
{
	return pvops_lguest_call(LG_SET_TIMER, 0, 0, 0);
}

static struct clock_event_device timer = {
	.name = "lguest",
	.rating = 300,
	.features = CLOCK_EVT_FEAT_ONESHOT,
	.irq = LG_IRQ_TIMER,
	.set_next_event = set_next_event,
	.set_state_shutdown = shut_timer_down,
	.set_state_oneshot_stopped = shut_timer_down,
};

static irqreturn_t timer_expired(int irq, void *unused)
{
	pvops_count_one(timer_events);
	timer.event_handler(&timer);
	return IRQ_HANDLED;
}

static void __init timer_init(void)
{
	clocksource_register_hz(&clocksource, NSEC_PER_SEC);
	timer.cpumask = cpumask_of(0);
	clockevents_config_and_register(&timer, NSEC_PER_SEC, 1, LONG_MAX);
	if (request_irq(LG_IRQ_TIMER, timer_expired, IRQF_TIMER | IRQF_NOBALANCING, "timer", NULL))
		panic("lguest: no interrupt for the timer");
}

/* One that is not good enough as a clock still measures short delays. */
static void __init judge_tsc(void)
{
	if (!tsc_khz_of_host()) {
		setup_clear_cpu_cap(X86_FEATURE_TSC);
	} else if (!pvops_lguest_host_has(LG_HOST_TSC)) {
		mark_tsc_unstable("the host does not trust it");
	} else {
		setup_force_cpu_cap(X86_FEATURE_TSC_KNOWN_FREQ);
		setup_force_cpu_cap(X86_FEATURE_TSC_RELIABLE);
	}
}

static void __init time_early(void)
{
	x86_platform.calibrate_cpu = tsc_khz_of_host;
	x86_platform.calibrate_tsc = tsc_khz_of_host;
	x86_platform.get_wallclock = get_wallclock;
	x86_platform.set_wallclock = set_wallclock;
	x86_init.timers.wallclock_init = x86_init_noop;
	x86_init.timers.setup_percpu_clockev = x86_init_noop;
	x86_init.timers.timer_init = timer_init;
	judge_tsc();
}

const struct pvops_feature pvops_lguest_time __refconst = {
	.name = "time",
	.early = time_early,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("events", timer_events)),
};
