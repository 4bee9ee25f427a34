// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks that wait until the host has brought in a page.  The host gives each wait a
 * token and says it again when the page is there; it may say so before the task has
 * come to wait.
 *
 * Waking somebody for nothing is harmless, since the access that waited is repeated and
 * faults again; not waking is not.
 */
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "kvm.h"
#include "sleepers.h"

/* Said instead of a token when the host has forgotten all of them (after migration). */
#define ALL_TOKENS	(~0u)

#define BUCKET_BITS	8

/**
 * struct sleeper - one token that has been mentioned by one side so far
 * @link:  in its bucket; not hashed once the other side has come, too
 * @token: the host's number
 * @cpu:   where it was mentioned: tokens of different CPUs are woken apart
 * @task_waits: a task waits, with this on its stack; otherwise the page was there first
 *         and this was allocated
 * @woken: what the task waits for
 */
struct sleeper {
	struct hlist_node link;
	u32 token;
	int cpu;
	bool task_waits;
	struct completion woken;
};

static struct bucket {
	raw_spinlock_t lock;
	struct hlist_head sleepers;
} buckets[1 << BUCKET_BITS];

/* No memory for a page that came first, once: since then nobody waits without an end. */
static bool may_have_missed_one;
#define PATIENCE	(HZ / 10)

static struct bucket *bucket_of(u32 token)
{
	return &buckets[hash_32(token, BUCKET_BITS)];
}

/* The bucket's lock is held. */
static struct sleeper *find(struct bucket *bucket, u32 token)
{
	struct sleeper *sleeper;

	hlist_for_each_entry(sleeper, &bucket->sleepers, link)
		if (sleeper->token == token)
			return sleeper;
	return NULL;
}

static void add(struct bucket *bucket, struct sleeper *sleeper, u32 token)
{
	sleeper->token = token;
	sleeper->cpu = smp_processor_id();
	hlist_add_head(&sleeper->link, &bucket->sleepers);
}

/* The bucket's lock is held, so that the task does not return before we are through. */
static void wake(struct sleeper *sleeper)
{
	hlist_del_init(&sleeper->link);
	complete(&sleeper->woken);
}

/* False if there is nothing to wait for any more.  Interrupts are off. */
static bool announce(struct sleeper *self, u32 token)
{
	struct bucket *bucket = bucket_of(token);
	struct sleeper *other, *early = NULL;

	raw_spin_lock(&bucket->lock);
	other = find(bucket, token);
	if (!other) {
		add(bucket, self, token);
	} else if (other->task_waits) {
		/* Two tasks, one token: a mistake of the host's.  Both try again. */
		wake(other);
	} else {
		early = other;
		hlist_del(&early->link);
	}
	raw_spin_unlock(&bucket->lock);
	kfree(early);
	return !other;
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
 * Context: a task's, interrupts off, with nothing held that forbids to sleep; they are on
 * meanwhile.  The host part of KVM calls it, too, when it is itself a guest.
 */
void kvm_async_pf_task_wait_schedule(u32 token)
{
	struct sleeper self = { .task_waits = true };

	lockdep_assert_irqs_disabled();
	init_completion(&self.woken);
	if (!announce(&self, token))
		return;
	local_irq_enable();
	while (!wait_for_completion_timeout(&self.woken, PATIENCE))
		if (READ_ONCE(may_have_missed_one))
			break;
	local_irq_disable();
	withdraw(&self);
}
EXPORT_SYMBOL_GPL(kvm_async_pf_task_wait_schedule);

static void wake_all_of_cpu(void)
{
	struct sleeper *sleeper;
	struct hlist_node *next;
	struct bucket *bucket;

	for (bucket = buckets; bucket < buckets + ARRAY_SIZE(buckets); bucket++) {
		raw_spin_lock(&bucket->lock);
		hlist_for_each_entry_safe(sleeper, next, &bucket->sleepers, link)
			if (sleeper->task_waits && sleeper->cpu == smp_processor_id())
				wake(sleeper);
		raw_spin_unlock(&bucket->lock);
	}
}

/* True if a task waited, or if @early took note for one that comes later. */
static bool wake_or_note(u32 token, struct sleeper *early)
{
	struct bucket *bucket = bucket_of(token);
	struct sleeper *sleeper;
	bool noted = false;

	raw_spin_lock(&bucket->lock);
	sleeper = find(bucket, token);
	if (sleeper && sleeper->task_waits) {
		wake(sleeper);
	} else if (!sleeper && early) {
		add(bucket, early, token);
		noted = true;
	}
	raw_spin_unlock(&bucket->lock);
	if (early && !noted)
		kfree(early);
	return sleeper || noted;
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
	else if (!wake_or_note(token, NULL) &&
		 !wake_or_note(token, kzalloc(sizeof(struct sleeper), GFP_ATOMIC)))
		WRITE_ONCE(may_have_missed_one, true);
}
EXPORT_SYMBOL_GPL(kvm_async_pf_task_wake);

/**
 * pvops_kvm_sleepers_init - make the table usable
 *
 * Context: boot CPU, before the host is told about asynchronous page faults.
 */
void __init pvops_kvm_sleepers_init(void)
{
	struct bucket *bucket;

	for (bucket = buckets; bucket < buckets + ARRAY_SIZE(buckets); bucket++)
		raw_spin_lock_init(&bucket->lock);
}
