// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that wait until the host has brought in a page.  The host gives each wait a
 * token and says it again when the page is there; it may say so before the task has
 * come to wait.
 *
 * Waking a task too early is harmless: it repeats its access, which faults again.  A task
 * that is never woken hangs.
 */
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include "kvm.h"
#include "sleepers.h"

/* Said instead of a token when the host has forgotten all of them (after migration). */
#define ALL_TOKENS	(~0u)

/**
 * struct sleeper - a task that waits, on its stack
 * @link:  in its bucket; not hashed once it has been woken
 * @token: the host's number
 * @cpu:   where the task began to wait: tokens of different CPUs are woken apart
 * @patience: for how many jiffies it waits
 * @woken: what it waits for
 */
struct sleeper {
	struct hlist_node link;
	u32 token;
	int cpu;
	long patience;
	struct completion woken;
};

/**
 * struct bucket - tokens that have a hash in common
 * @lock:     of what follows
 * @sleepers: tasks that wait
 * @early:    tokens whose page was there before a task came to wait.  Memory for them
 *            cannot be allocated in an interrupt of a real-time kernel
 * @nr_early: how many
 * @missed:   there were too many of them.  A task that comes to wait after that may be
 *            the one whose page is there, and must not wait without an end
 */
struct bucket {
	raw_spinlock_t lock;
	struct hlist_head sleepers;
	u32 early[PVOPS_KVM_EARLY_MAX];
	u8 nr_early;
	bool missed;
};

#define BUCKETS		(1 << PVOPS_KVM_BUCKET_BITS)

static struct bucket buckets[BUCKETS] = {
	[0 ... BUCKETS - 1] = { .lock = __RAW_SPIN_LOCK_UNLOCKED(buckets.lock) },
};

/* How long a task waits whose page may be there already. */
#define SOME_PATIENCE	(HZ / 10)

static struct bucket *bucket_of(u32 token)
{
	return &buckets[hash_32(token, PVOPS_KVM_BUCKET_BITS)];
}

/* --- in one bucket, whose lock is held */

static struct sleeper *find_sleeper(struct bucket *bucket, u32 token)
{
	struct sleeper *sleeper;

	hlist_for_each_entry(sleeper, &bucket->sleepers, link)
		if (sleeper->token == token)
			return sleeper;
	return NULL;
}

static void add_sleeper(struct bucket *bucket, struct sleeper *sleeper, u32 token)
{
	sleeper->token = token;
	sleeper->cpu = smp_processor_id();
	sleeper->patience = bucket->missed ? SOME_PATIENCE : MAX_SCHEDULE_TIMEOUT;
	hlist_add_head(&sleeper->link, &bucket->sleepers);
}

/* The task does not return before the lock is given back. */
static void wake_sleeper(struct sleeper *sleeper)
{
	hlist_del_init(&sleeper->link);
	complete(&sleeper->woken);
}

static u32 *find_early(struct bucket *bucket, u32 token)
{
	unsigned int i;

	for (i = 0; i < bucket->nr_early; i++)
		if (bucket->early[i] == token)
			return &bucket->early[i];
	return NULL;
}

static void note_early(struct bucket *bucket, u32 token)
{
	if (find_early(bucket, token))
		return;
	if (bucket->nr_early == PVOPS_KVM_EARLY_MAX)
		bucket->missed = true;
	else
		bucket->early[bucket->nr_early++] = token;
}

static void forget_early(struct bucket *bucket, u32 *early)
{
	*early = bucket->early[--bucket->nr_early];
}

/* --- */

/* False if there is nothing to wait for any more.  Interrupts are off. */
static bool announce(struct sleeper *self, u32 token)
{
	struct bucket *bucket = bucket_of(token);
	struct sleeper *other;
	u32 *early;

	raw_spin_lock(&bucket->lock);
	other = find_sleeper(bucket, token);
	early = find_early(bucket, token);
	if (early)
		forget_early(bucket, early);
	else if (other)
		/* Two tasks, one token: a mistake of the host's.  Both try again. */
		wake_sleeper(other);
	else
		add_sleeper(bucket, self, token);
	raw_spin_unlock(&bucket->lock);
	return !early && !other;
}

static void withdraw(struct sleeper *self)
{
	struct bucket *bucket = bucket_of(self->token);

	raw_spin_lock(&bucket->lock);
	if (!hlist_unhashed(&self->link))
		hlist_del_init(&self->link);
	raw_spin_unlock(&bucket->lock);
}

/**
 * kvm_async_pf_task_wait_schedule - sleep until a page is there
 * @token: what the host calls this wait
 *
 * Context: a task's, interrupts off, with nothing held that forbids to sleep; interrupts
 * are on while it sleeps.  The host part of KVM calls it, too, when it is itself a guest.
 */
void kvm_async_pf_task_wait_schedule(u32 token)
{
	struct sleeper self = { };

	lockdep_assert_irqs_disabled();
	init_completion(&self.woken);
	if (!announce(&self, token))
		return;
	local_irq_enable();
	wait_for_completion_timeout(&self.woken, self.patience);
	local_irq_disable();
	withdraw(&self);
}
EXPORT_SYMBOL_GPL(kvm_async_pf_task_wait_schedule);

static void wake_all_of_cpu(void)
{
	struct hlist_node *next;
	struct sleeper *sleeper;
	struct bucket *bucket;

	for (bucket = buckets; bucket < buckets + ARRAY_SIZE(buckets); bucket++) {
		raw_spin_lock(&bucket->lock);
		hlist_for_each_entry_safe(sleeper, next, &bucket->sleepers, link)
			if (sleeper->cpu == smp_processor_id())
				wake_sleeper(sleeper);
		raw_spin_unlock(&bucket->lock);
	}
}

static void wake_one(u32 token)
{
	struct bucket *bucket = bucket_of(token);
	struct sleeper *sleeper;

	raw_spin_lock(&bucket->lock);
	sleeper = find_sleeper(bucket, token);
	if (sleeper)
		wake_sleeper(sleeper);
	else
		note_early(bucket, token);
	raw_spin_unlock(&bucket->lock);
}

/**
 * kvm_async_pf_task_wake - a page is there
 * @token: what the host calls the wait for it; ~0 for all waits of this CPU
 *
 * Context: any but NMI, interrupts off.
 */
void kvm_async_pf_task_wake(u32 token)
{
	if (token == ALL_TOKENS)
		wake_all_of_cpu();
	else
		wake_one(token);
}
EXPORT_SYMBOL_GPL(kvm_async_pf_task_wake);
