// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt flag, and halting until an interrupt comes: from a timer of this CPU, or
 * from itself.  The scheduler's tick would end a halt that misses it.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <asm/irq_work.h>
#include <asm/processor-flags.h>
#include "kunit.h"

TESTS(irq_save_fl);
TESTS(irq_irq_disable);
TESTS(irq_irq_enable);
TESTS(irq_safe_halt);
TESTS(irq_halt);

#define BELL_NS		(200 * NSEC_PER_USEC)
#define LATE_US		3000	/* by then it rings, however slow the timer */
#define PATIENCE_US	500000

struct bell {
	struct hrtimer timer;
	unsigned int rung;
	bool again;
};

static enum hrtimer_restart ring(struct hrtimer *timer)
{
	struct bell *bell = container_of(timer, struct bell, timer);

	WRITE_ONCE(bell->rung, bell->rung + 1);
	if (!READ_ONCE(bell->again))
		return HRTIMER_NORESTART;
	hrtimer_forward_now(timer, BELL_NS);
	return HRTIMER_RESTART;
}

static void ring_later(struct bell *bell)
{
	bell->rung = 0;
	hrtimer_start(&bell->timer, ns_to_ktime(BELL_NS), HRTIMER_MODE_REL_PINNED_HARD);
}

static void ring_no_more(void *bell)
{
	hrtimer_cancel(&((struct bell *)bell)->timer);
}

static struct bell *new_bell(struct kunit *test)
{
	struct bell *bell = kunit_kzalloc(test, sizeof(*bell), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bell);
	hrtimer_init(&bell->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
	bell->timer.function = ring;
	kunit_add_action(test, ring_no_more, bell);
	return bell;
}

static bool enabled(void)
{
	return RUN(irq_save_fl) & X86_EFLAGS_IF;
}

/* --- the flag */

/* One state for each step; the kernel's own view of the flag is kept in step. */
static void pvops_test_flag(struct kunit *test)
{
	bool at_first, off, on, still_off, on_again;

	preempt_disable();
	at_first = enabled();
	local_irq_disable();
	RUN(irq_irq_disable);
	off = !enabled();
	RUN(irq_irq_disable);
	still_off = !enabled();
	RUN(irq_irq_enable);
	on = enabled();
	RUN(irq_irq_enable);
	on_again = enabled();
	irqs_as_known();
	local_irq_enable();
	preempt_enable();

	KUNIT_EXPECT_TRUE(test, at_first);
	KUNIT_EXPECT_TRUE(test, off);
	KUNIT_EXPECT_TRUE(test, still_off);
	KUNIT_EXPECT_TRUE(test, on);
	KUNIT_EXPECT_TRUE(test, on_again);
}

/* An interrupt that comes while they are disabled is taken when they are enabled. */
static void pvops_test_pending(struct kunit *test)
{
	struct bell *bell = new_bell(test);
	unsigned int rung_off, waited;

	preempt_disable();
	local_irq_disable();
	RUN(irq_irq_disable);
	ring_later(bell);
	udelay(LATE_US);
	rung_off = READ_ONCE(bell->rung);
	RUN(irq_irq_enable);
	for (waited = 0; waited < PATIENCE_US && !READ_ONCE(bell->rung); waited++)
		udelay(1);
	irqs_as_known();
	local_irq_enable();
	preempt_enable();

	KUNIT_EXPECT_EQ(test, rung_off, 0);
	KUNIT_EXPECT_EQ(test, bell->rung, 1);
}

/* --- an interrupt to itself: it is pending before the flag is enabled */

#define SETTLE_US	100

struct note {
	struct irq_work work;
	bool taken;
};

static void take(struct irq_work *work)
{
	WRITE_ONCE(container_of(work, struct note, work)->taken, true);
}

static struct note *new_note(struct kunit *test)
{
	struct note *note;

	if (!arch_irq_work_has_interrupt())
		kunit_skip(test, "this CPU cannot interrupt itself");
	note = kunit_kzalloc(test, sizeof(*note), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, note);
	note->work = IRQ_WORK_INIT_HARD(take);
	return note;
}

static void make_pending(struct note *note)
{
	local_irq_disable();
	note->taken = false;
	irq_work_queue(&note->work);
	udelay(SETTLE_US);
}

/* Not some time later: bare metal takes it after the instruction that follows. */
static void pvops_test_taken_at_once(struct kunit *test)
{
	struct note *note = new_note(test);
	bool while_off, at_once;

	preempt_disable();
	make_pending(note);
	while_off = READ_ONCE(note->taken);
	RUN(irq_irq_enable);
	asm volatile("nop");
	at_once = READ_ONCE(note->taken);
	irqs_as_known();
	local_irq_enable();
	preempt_enable();
	irq_work_sync(&note->work);

	KUNIT_EXPECT_FALSE(test, while_off);
	KUNIT_EXPECT_TRUE(test, at_once);
}

#define TURNS	16

/*
 * An interrupt that is taken between enabling and halting does not end the halt, which
 * then lasts until the next tick.  The first turn may be shortly before one; all others
 * would begin after one.
 */
static void pvops_test_no_window(struct kunit *test)
{
	struct note *note = new_note(test);
	u64 took, shortest = U64_MAX;
	unsigned int turn;

	for (turn = 0; turn < TURNS; turn++) {
		preempt_disable();
		make_pending(note);
		took = ktime_get_ns();
		RUN(irq_safe_halt);
		took = ktime_get_ns() - took;
		irqs_as_known();
		local_irq_enable();
		preempt_enable();
		irq_work_sync(&note->work);
		if (turn)
			shortest = min(shortest, took);
	}
	KUNIT_EXPECT_LT(test, shortest, TICK_NSEC / 2);
}

/* --- halting */

#define HALTS		8
#define WAKES_MAX	10000	/* others' interrupts end a halt, too */

struct halts {
	unsigned int returned_disabled;
	unsigned int wakes;
};

static void halt_until_it_rings(struct bell *bell, unsigned int delay_us,
				struct halts *halts)
{
	local_irq_disable();
	ring_later(bell);
	udelay(delay_us);
	while (!READ_ONCE(bell->rung) && halts->wakes < WAKES_MAX) {
		RUN(irq_safe_halt);
		halts->returned_disabled += !enabled();
		halts->wakes++;
		local_irq_disable();
	}
	local_irq_enable();
}

/* Half of them ring before the halt: those must not be slept through. */
static void pvops_test_safe_halt(struct kunit *test)
{
	struct bell *bell = new_bell(test);
	struct halts halts = { };
	unsigned int i, missed = 0;

	for (i = 0; i < HALTS; i++) {
		preempt_disable();
		halt_until_it_rings(bell, i % 2 ? LATE_US : 0, &halts);
		missed += !bell->rung;
		preempt_enable();
		hrtimer_cancel(&bell->timer);
	}
	KUNIT_EXPECT_EQ(test, missed, 0);
	KUNIT_EXPECT_EQ(test, halts.returned_disabled, 0);
	KUNIT_EXPECT_GE(test, halts.wakes, HALTS);
}

/* A bell that rings again and again ends each halt. */
static void pvops_test_halt(struct kunit *test)
{
	struct bell *bell = new_bell(test);
	unsigned int i, returned_disabled = 0;

	bell->again = true;
	preempt_disable();
	ring_later(bell);
	for (i = 0; i < HALTS; i++) {
		RUN(irq_halt);
		returned_disabled += !enabled();
	}
	preempt_enable();
	WRITE_ONCE(bell->again, false);
	hrtimer_cancel(&bell->timer);

	KUNIT_EXPECT_EQ(test, returned_disabled, 0);
	KUNIT_EXPECT_GE(test, bell->rung, 1);
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(pvops_test_flag),
	KUNIT_CASE(pvops_test_pending),
	KUNIT_CASE(pvops_test_taken_at_once),
	KUNIT_CASE(pvops_test_no_window),
	KUNIT_CASE(pvops_test_safe_halt),
	KUNIT_CASE(pvops_test_halt),
	{ }
};

static struct kunit_suite irq_suite = {
	.name = "pvops-irq",
	.test_cases = irq_cases,
};
kunit_test_suite(irq_suite);
