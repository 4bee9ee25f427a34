// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task that uses its address space on another CPU and yet leaves the host's CPU to us: it
 * halts with interrupts on, as an idle CPU does, but the kernel takes it for one that runs
 * a program.  So it has to be interrupted when a mapping changes.
 */
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include "bench.h"

static bool stand;
static bool standing;

static void nothing(void *unused)
{
}

/* One halt.  Interrupts are off until then, so one that comes after the check ends it. */
static void halt_once(void)
{
	local_irq_disable();
	if (READ_ONCE(stand) && !need_resched())
		native_safe_halt();
	else
		local_irq_enable();
}

/* In the task that is to stand, until another one calls bench_release(). */
void bench_stand(void)
{
	WRITE_ONCE(stand, true);
	WRITE_ONCE(standing, true);
	while (READ_ONCE(stand)) {
		halt_once();
		cond_resched();
	}
	WRITE_ONCE(standing, false);
}

/* Returns when the task stands on that CPU. */
void bench_wait_until_it_stands(void)
{
	while (!READ_ONCE(standing))
		schedule_timeout_uninterruptible(1);
}

void bench_release(unsigned int cpu)
{
	WRITE_ONCE(stand, false);
	smp_call_function_single(cpu, nothing, NULL, 1);
}
