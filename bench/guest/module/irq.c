// SPDX-License-Identifier: GPL-2.0-only
/* Interrupts of this CPU for itself: sent by its own APIC, and by its timer. */
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/processor.h>
#include "bench.h"

#define DELAY_NS	20000

static u8 came;

static void at_interrupt(struct irq_work *unused)
{
	WRITE_ONCE(came, 1);
}

static int self_interrupt(unsigned int times)
{
	struct irq_work work = IRQ_WORK_INIT_HARD(at_interrupt);
	u64 begin;

	while (times--) {
		came = 0;
		begin = bench_now();
		irq_work_queue(&work);
		bench_wait_for(READ_ONCE(came));
		bench_sample(begin, bench_now());
		irq_work_sync(&work);
	}
	return 0;
}

static enum hrtimer_restart at_timer(struct hrtimer *unused)
{
	WRITE_ONCE(came, 1);
	return HRTIMER_NORESTART;
}

/* Turns of three instructions until the interrupt came. */
static u64 turns_until_it_came(void)
{
	u64 turns = 0;

	asm volatile("1: inc %[turns]\n\t"
		     "cmpb $0, %[came]\n\t"
		     "je 1b"
		     : [turns] "+r" (turns) : [came] "m" (came) : "memory", "cc");
	return turns;
}

/* From the request to the return from the interrupt, without the time between them. */
static int timer_interrupt(unsigned int times)
{
	struct hrtimer timer;
	u64 begin, turns;

	hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	timer.function = at_timer;
	while (times--) {
		came = 0;
		begin = bench_now();
		hrtimer_start(&timer, ns_to_ktime(DELAY_NS), HRTIMER_MODE_REL_PINNED_HARD);
		turns = turns_until_it_came();
		bench_sample(begin, bench_now() - 3 * turns);
		hrtimer_cancel(&timer);
	}
	return 0;
}

const struct bench_row bench_irq[] = {
	{ "self_interrupt", self_interrupt },
	{ "timer_interrupt", timer_interrupt },
	{ },
};
