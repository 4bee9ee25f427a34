// SPDX-License-Identifier: GPL-2.0-only
/*
 * A spinlock for which another CPU waits until it gives up spinning.  This CPU takes the
 * lock and wakes the thread on the other, which has a higher priority in the host: it runs
 * at once, spins, and sleeps in the host if the kernel has locks that do so.  Then this
 * CPU releases the lock, which wakes the waiter.
 */
#include <linux/spinlock.h>
#include "bench.h"

static DEFINE_SPINLOCK(lock);

static void take_and_release(void)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}

/* A sample is a whole handover; with @release only what begins with the release. */
static int hand_over(unsigned int times, bool release)
{
	unsigned long before;
	u64 begin, middle;

	bench_other_will(take_and_release);
	while (times--) {
		before = bench_other_done();
		begin = bench_now();
		spin_lock(&lock);
		bench_other_wake();
		middle = bench_now();
		spin_unlock(&lock);
		bench_wait_for(bench_other_done() != before);
		bench_sample(release ? middle : begin, bench_now());
	}
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
