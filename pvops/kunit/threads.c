// SPDX-License-Identifier: GPL-2.0-only
/* For tests that need a second CPU: a thread there, and to wait for it. */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/smp.h>
#include "kunit.h"

/**
 * pvops_test_stay - keep the calling test on its CPU
 *
 * Return: another CPU that is online, or a negative number if there is none.
 * Context: a test's own thread, which ends with the test.
 */
int pvops_test_stay(void)
{
	unsigned int this = raw_smp_processor_id(), other;

	if (set_cpus_allowed_ptr(current, cpumask_of(this)))
		return -EINVAL;
	other = cpumask_any_but(cpu_online_mask, this);
	return other < nr_cpu_ids ? other : -ENOENT;
}

/**
 * pvops_test_stop - end a thread of pvops_test_thread() before the test ends
 * @thread: the thread; by way of kunit_release_action()
 *
 * Context: may sleep.
 */
void pvops_test_stop(void *thread)
{
	kthread_stop(thread);
	put_task_struct(thread);
}

/**
 * pvops_test_thread - start a thread on a CPU; the end of the test stops it
 * @test:     the test
 * @function: as of kthread_create()
 * @arg:      likewise
 * @cpu:      the CPU
 *
 * Return: the thread, or NULL after the test has failed.
 * Context: may sleep.
 */
struct task_struct *pvops_test_thread(struct kunit *test, int (*function)(void *),
				      void *arg, int cpu)
{
	struct task_struct *thread;

	thread = kthread_create_on_cpu(function, arg, cpu, "pvops-test/%u");
	if (IS_ERR(thread)) {
		KUNIT_FAIL(test, "no thread: %pe", thread);
		return NULL;
	}
	get_task_struct(thread);
	kunit_add_action(test, pvops_test_stop, thread);
	wake_up_process(thread);
	return thread;
}

/**
 * pvops_test_await - wait until another CPU has written a value
 * @word:  where
 * @value: what
 *
 * The caller sleeps, so that the host can use its CPU: the other CPU may be virtual and
 * need it.
 *
 * Return: false if that has not happened for much longer than it may take.
 * Context: may sleep.
 */
bool pvops_test_await(const int *word, int value)
{
	unsigned long end = jiffies + 5 * HZ;

	/* Pairs with the release by the thread that sets the word. */
	while (smp_load_acquire(word) != value) {
		if (time_after(jiffies, end))
			return false;
		usleep_range(50, 200);
	}
	return true;
}
