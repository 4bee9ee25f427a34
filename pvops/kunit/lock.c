// SPDX-License-Identifier: GPL-2.0-only
/* Queued spinlocks that CPUs fight for, and CPUs that sleep until another wakes them. */
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <asm/processor.h>
#include <asm/qspinlock.h>
#include "kunit.h"

TESTS(lock_queued_spin_lock_slowpath);
TESTS(lock_queued_spin_unlock);
TESTS(lock_wait);
TESTS(lock_kick);
TESTS(lock_vcpu_is_preempted);

/* --- one CPU */

/* The word that was seen may be out of date when the lock is asked for. */
static void pvops_test_slowpath(struct kunit *test)
{
	struct qspinlock lock = __ARCH_SPIN_LOCK_UNLOCKED;
	u32 taken, released;

	preempt_disable();
	RUN(lock_queued_spin_lock_slowpath, &lock, _Q_LOCKED_VAL);
	taken = atomic_read(&lock.val);
	RUN(lock_queued_spin_unlock, &lock);
	released = atomic_read(&lock.val);
	preempt_enable();

	KUNIT_EXPECT_NE(test, taken & _Q_LOCKED_MASK, 0);
	KUNIT_EXPECT_EQ(test, released, 0);
}

/* The byte is not 1 from the start, so no wait for its change may sleep. */
static void pvops_test_wait_for_nothing(struct kunit *test)
{
	u8 byte = 2;

	preempt_disable();
	RUN(lock_wait, &byte, 1);
	preempt_enable();
	local_irq_disable();
	RUN(lock_wait, &byte, 1);
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, byte, 2);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

static void pvops_test_kick_awake(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		RUN(lock_kick, cpu);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

/* This CPU asks, so it runs. */
static void pvops_test_preempted(struct kunit *test)
{
	unsigned int i, preempted = 0;

	for (i = 0; i < 16; i++) {
		preempt_disable();
		preempted += !!(RUN(lock_vcpu_is_preempted, smp_processor_id()) & 0xff);
		preempt_enable();
	}
	KUNIT_EXPECT_EQ(test, preempted, 0);
}

/* --- two CPUs count together */

#define ROUNDS	500

struct counter {
	struct qspinlock lock;
	unsigned long long count;
	unsigned int slow;
	int ready, done;
};

/* The same as queued_spin_lock(), with call sites of the test's own. */
static void take(struct counter *counter)
{
	u32 val = 0;

	if (likely(atomic_try_cmpxchg_acquire(&counter->lock.val, &val, _Q_LOCKED_VAL)))
		return;
	RUN(lock_queued_spin_lock_slowpath, &counter->lock, val);
	counter->slow++;
}

/* What is between reading and writing gives the other CPU a chance to break in. */
static void count(struct counter *counter)
{
	unsigned long long now;
	unsigned int i;

	for (i = 0; i < ROUNDS; i++) {
		preempt_disable();
		take(counter);
		now = READ_ONCE(counter->count);
		cpu_relax();
		WRITE_ONCE(counter->count, now + 1);
		RUN(lock_queued_spin_unlock, &counter->lock);
		preempt_enable();
	}
}

static int count_there(void *counter)
{
	/* Pairs with pvops_test_await(): both words tell that what was before is done. */
	smp_store_release(&((struct counter *)counter)->ready, 1);
	count(counter);
	/* Likewise. */
	smp_store_release(&((struct counter *)counter)->done, 1);
	return 0;
}

static void pvops_test_contended(struct kunit *test)
{
	struct counter *counter = kunit_kzalloc(test, sizeof(*counter), GFP_KERNEL);
	int other = pvops_test_stay();
	struct task_struct *thread;

	KUNIT_ASSERT_NOT_NULL(test, counter);
	if (other < 0)
		kunit_skip(test, "there is one CPU");
	thread = pvops_test_thread(test, count_there, counter, other);
	KUNIT_ASSERT_NOT_NULL(test, thread);
	KUNIT_ASSERT_TRUE(test, pvops_test_await(&counter->ready, 1));
	count(counter);
	KUNIT_ASSERT_TRUE(test, pvops_test_await(&counter->done, 1));
	KUNIT_EXPECT_EQ(test, counter->count, 2 * ROUNDS);
	KUNIT_EXPECT_EQ(test, atomic_read(&counter->lock.val), 0);
}

/* --- one CPU sleeps and the other wakes it */

#define KICKS_MAX	10

struct sleeper {
	u8 byte;
	bool irqs_off;
	int ready, done;
};

/* With interrupts disabled nothing but a kick ends the sleep. */
static int sleep_there(void *arg)
{
	struct sleeper *sleeper = arg;

	preempt_disable();
	if (sleeper->irqs_off)
		local_irq_disable();
	/* Pairs with pvops_test_await(). */
	smp_store_release(&sleeper->ready, 1);
	while (READ_ONCE(sleeper->byte) == 1) {
		RUN(lock_wait, &sleeper->byte, 1);
		cpu_relax();
	}
	if (sleeper->irqs_off)
		local_irq_enable();
	preempt_enable();
	/* Likewise. */
	smp_store_release(&sleeper->done, 1);
	return 0;
}

/* How many kicks it takes; more than one means that one was lost. */
static unsigned int kicks(struct sleeper *sleeper, int cpu)
{
	unsigned int kicks = 0;
	bool awake = false;

	usleep_range(1000, 2000);
	WRITE_ONCE(sleeper->byte, 0);
	while (!awake && kicks < KICKS_MAX) {
		RUN(lock_kick, cpu);
		kicks++;
		awake = pvops_test_await(&sleeper->done, 1);
	}
	return kicks;
}

static void wake(struct kunit *test, bool irqs_off)
{
	struct sleeper *sleeper = kunit_kzalloc(test, sizeof(*sleeper), GFP_KERNEL);
	int other = pvops_test_stay();

	KUNIT_ASSERT_NOT_NULL(test, sleeper);
	if (other < 0)
		kunit_skip(test, "there is one CPU");
	sleeper->byte = 1;
	sleeper->irqs_off = irqs_off;
	KUNIT_ASSERT_NOT_NULL(test, pvops_test_thread(test, sleep_there, sleeper, other));
	KUNIT_ASSERT_TRUE(test, pvops_test_await(&sleeper->ready, 1));
	KUNIT_EXPECT_EQ(test, kicks(sleeper, other), 1);
}

static void pvops_test_wake(struct kunit *test)
{
	wake(test, false);
}

static void pvops_test_wake_irqs_off(struct kunit *test)
{
	wake(test, true);
}

static struct kunit_case lock_cases[] = {
	KUNIT_CASE(pvops_test_slowpath),
	KUNIT_CASE(pvops_test_wait_for_nothing),
	KUNIT_CASE(pvops_test_kick_awake),
	KUNIT_CASE(pvops_test_preempted),
	KUNIT_CASE(pvops_test_contended),
	KUNIT_CASE(pvops_test_wake),
	KUNIT_CASE(pvops_test_wake_irqs_off),
	{ }
};

static struct kunit_suite lock_suite = {
	.name = "pvops-lock",
	.test_cases = lock_cases,
};
kunit_test_suite(lock_suite);
