// SPDX-License-Identifier: GPL-2.0-only
/*
 * A thread on another CPU, which sleeps until it is woken, does its work once, and goes back
 * to sleep.  It lives as long as the module: a batch then has no exits for its birth.
 */
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include "bench.h"

static struct task_struct *other;
static void (*work)(void);
static unsigned long done;

static int sleep_and_work(void *unused)
{
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
		if (kthread_should_stop())
			break;
		work();
		WRITE_ONCE(done, done + 1);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

int bench_other_start(void)
{
	other = kthread_create_on_cpu(sleep_and_work, NULL, BENCH_FIRST_OTHER, "bench/%u");
	if (IS_ERR(other))
		return PTR_ERR(other);
	wake_up_process(other);		/* for its first sleep */
	return 0;
}

void bench_other_stop(void)
{
	kthread_stop(other);
}

void bench_other_will(void (*do_work)(void))
{
	WRITE_ONCE(work, do_work);
}

void bench_other_wake(void)
{
	wake_up_process(other);
}

unsigned long bench_other_done(void)
{
	return READ_ONCE(done);
}
