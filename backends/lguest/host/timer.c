// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts become pending here: the guest's timer, and what its launcher raises. */
#include <linux/bitops.h>
#include <linux/hrtimer.h>
#include <linux/wait.h>

#include "lg.h"

/**
 * lg_irq_raise - make an interrupt pending
 * @vcpu: whose
 * @irq: below LG_IRQS
 *
 * Context: any.
 */
void lg_irq_raise(struct lg_vcpu *vcpu, unsigned int irq)
{
	set_bit(irq, (unsigned long *)&vcpu->pending);
	/* Pairs with the barrier in run_once(): it sees the bit, or we see in_guest. */
	smp_mb__after_atomic();
	wake_up(&vcpu->wait);
	lg_kick(vcpu);
}

static enum hrtimer_restart fired(struct hrtimer *timer)
{
	lg_irq_raise(container_of(timer, struct lg_vcpu, timer), LG_IRQ_TIMER);
	return HRTIMER_NORESTART;
}

/** lg_timer_init - once for each vCPU */
void lg_timer_init(struct lg_vcpu *vcpu)
{
	hrtimer_init(&vcpu->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	vcpu->timer.function = fired;
}

/**
 * lg_timer_set - LG_SET_TIMER
 * @ns: from now; 0 stops it
 */
void lg_timer_set(struct lg_vcpu *vcpu, u64 ns)
{
	if (!ns)
		hrtimer_cancel(&vcpu->timer);
	else
		hrtimer_start(&vcpu->timer, ns_to_ktime(min_t(u64, ns, KTIME_MAX / 2)),
			      HRTIMER_MODE_REL);
}
