// SPDX-License-Identifier: GPL-2.0-only
/*
 * A spinlock for which another CPU waits until it gives up spinning.  This CPU takes the
 * lock and wakes a thread on the other, which has a higher priority in the host: it runs
 * at once, spins, and sleeps in the host if the kernel has locks that do so.  Then this
 * CPU releases the lock, which wakes the waiter.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "bench.h"

static DEFINE_SPINLOCK(lock);
static unsigned long taken;

static int waiter(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
		if (kthread_should_stop())
			break;
		spin_lock(&lock);
		spin_unlock(&lock);
		WRITE_ONCE(taken, taken + 1);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Of a whole handover, only what begins with the release is a sample if @release. */
static int hand_over(unsigned int times, bool release)
{
	struct task_struct *task;
	unsigned long seen;
	u64 begin, middle;

	task = kthread_create_on_cpu(waiter, NULL, BENCH_FIRST_OTHER, "bench/%u");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wake_up_process(task);
	schedule_timeout_uninterruptible(2);
	while (times--) {
		seen = READ_ONCE(taken);
		begin = bench_now();
		spin_lock(&lock);
		wake_up_process(task);
		middle = bench_now();
		spin_unlock(&lock);
		bench_wait_for(READ_ONCE(taken) != seen);
		bench_sample(release ? middle : begin, bench_now());
	}
	kthread_stop(task);
	return 0;
}

static int contended(unsigned int times)
{
	return hand_over(times, false);
}

static int released(unsigned int times)
{
	return hand_over(times, true);
}

const struct bench_row bench_lock[] = {
	{ "lock_contended", contended },
	{ "lock_release", released },
	{ },
};
