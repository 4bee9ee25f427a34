// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that wait for the host, in the kernel and without a host: a thread waits for a
 * token, and the test says when the page is there.  It runs on every platform.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hash.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/kvm_para.h>
#include <linux/sched/task.h>
#include <kunit/test.h>
#include "sleepers.h"

/* No host uses such tokens: its numbers begin at 1 and have the CPU's in the low bits. */
#define TOKEN		0xfffff001u

#define A_WHILE_MS	150
#define AT_LAST		(10 * HZ)

/* Static: a thread that does not end must not use a test's stack. */
static struct {
	u32 token;
	struct task_struct *task;
	struct completion begins, ends;
} waiter;

static int wait_for_token(void *unused)
{
	complete(&waiter.begins);
	local_irq_disable();
	kvm_async_pf_task_wait_schedule(waiter.token);
	local_irq_enable();
	complete(&waiter.ends);
	return 0;
}

static void say_page_is_there(u32 token)
{
	local_irq_disable();
	kvm_async_pf_task_wake(token);
	local_irq_enable();
}

static void start_waiter(struct kunit *test, u32 token)
{
	waiter.token = token;
	init_completion(&waiter.begins);
	init_completion(&waiter.ends);
	waiter.task = kthread_create(wait_for_token, NULL, "pvops-sleeper");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, waiter.task);
	get_task_struct(waiter.task);
	wake_up_process(waiter.task);
	wait_for_completion(&waiter.begins);
}

static void end_waiter(struct kunit *test)
{
	KUNIT_EXPECT_NE(test, wait_for_completion_timeout(&waiter.ends, AT_LAST), 0);
	put_task_struct(waiter.task);
}

/* A slow machine takes any time to get there. */
static void wait_until_asleep(struct kunit *test)
{
	unsigned long last = jiffies + AT_LAST;

	while (!wait_task_inactive(waiter.task, TASK_UNINTERRUPTIBLE)) {
		if (time_after(jiffies, last))
			KUNIT_FAIL_AND_ABORT(test, "the task does not sleep");
		msleep(20);
	}
}

static unsigned long switches(void)
{
	return READ_ONCE(waiter.task->nvcsw) + READ_ONCE(waiter.task->nivcsw);
}

/* No task runs before its page is there: it has no timer of its own and does not poll. */
static void expect_undisturbed_sleep(struct kunit *test, u32 token)
{
	unsigned long before;

	start_waiter(test, token);
	wait_until_asleep(test);
	before = switches();
	msleep(A_WHILE_MS);
	KUNIT_EXPECT_EQ(test, switches(), before);
	KUNIT_EXPECT_FALSE(test, completion_done(&waiter.ends));
	say_page_is_there(token);
	end_waiter(test);
}

static void sleepers_test_sleep(struct kunit *test)
{
	expect_undisturbed_sleep(test, TOKEN);
}

static void sleepers_test_page_first(struct kunit *test)
{
	say_page_is_there(TOKEN);
	start_waiter(test, TOKEN);
	end_waiter(test);
}

/* The host says a token twice: it is noted once, and ends one wait only. */
static void sleepers_test_page_first_twice(struct kunit *test)
{
	say_page_is_there(TOKEN);
	say_page_is_there(TOKEN);
	start_waiter(test, TOKEN);
	end_waiter(test);
	expect_undisturbed_sleep(test, TOKEN);
}

/* The first token from @token on, itself left out, of the same bucket or of another one. */
static u32 neighbour(u32 token, bool same)
{
	u32 bucket = hash_32(token, PVOPS_KVM_BUCKET_BITS);

	do
		token++;
	while ((hash_32(token, PVOPS_KVM_BUCKET_BITS) == bucket) != same);
	return token;
}

/*
 * More pages came first than a bucket can note: the task of the last one must return, and
 * tries again.  From then on tasks in that bucket wait for a short time only, others as ever.
 */
static void sleepers_test_too_many_first(struct kunit *test)
{
	u32 token[PVOPS_KVM_EARLY_MAX + 1] = { TOKEN };
	int i;

	for (i = 1; i < ARRAY_SIZE(token); i++)
		token[i] = neighbour(token[i - 1], true);
	for (i = 0; i < ARRAY_SIZE(token); i++)
		say_page_is_there(token[i]);
	for (i = ARRAY_SIZE(token) - 1; i >= 0; i--) {
		start_waiter(test, token[i]);
		end_waiter(test);
	}
	expect_undisturbed_sleep(test, neighbour(TOKEN, false));
}

static struct kunit_case sleepers_cases[] = {
	KUNIT_CASE(sleepers_test_sleep),
	KUNIT_CASE(sleepers_test_page_first),
	KUNIT_CASE(sleepers_test_page_first_twice),
	KUNIT_CASE(sleepers_test_too_many_first),
	{ }
};

static struct kunit_suite sleepers_suite = {
	.name = "pvops-kvm-sleepers",
	.test_cases = sleepers_cases,
};
kunit_test_suite(sleepers_suite);
