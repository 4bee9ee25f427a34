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
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <kunit/static_stub.h>
#include <kunit/visibility.h>
#include "kvm.h"
#include "sleepers.h"

/* Said instead of a token when the host has forgotten all of them (after migration). */
#define ALL_TOKENS	(~0u)

/**
 * struct pvops_kvm_sleeper - one token that has been mentioned by one side so far
 * @link:  in its bucket; not hashed once the other side has come, too
 * @token: the host's number
 * @cpu:   where it was mentioned: tokens of different CPUs are woken apart
 * @task_waits: a task waits, with this on its stack; otherwise the page was there first
 *         and this was allocated
 * @patience: for how many jiffies the task waits
 * @woken: what the task waits for
 */
struct pvops_kvm_sleeper {
	struct hlist_node link;
	u32 token;
	int cpu;
	bool task_waits;
	long patience;
	struct completion woken;
};

/**
 * struct bucket - tokens that have a hash in common
 * @lock:     of what follows
 * @sleepers: those of the tokens
 * @missed:   there was no memory for a token of these, whose page came first.  Whoever
 *            comes to wait after that may be the one who waits for it, and must not do so
 *            without an end.
 */
struct bucket {
	raw_spinlock_t lock;
	struct hlist_head sleepers;
	bool missed;
};

#define BUCKETS		(1 << PVOPS_KVM_BUCKET_BITS)

static struct bucket buckets[BUCKETS] = {
	[0 ... BUCKETS - 1] = { .lock = __RAW_SPIN_LOCK_UNLOCKED(buckets.lock) },
};

/* The patience of those who may wait in vain. */
#define SOME_PATIENCE	(HZ / 10)

static struct bucket *bucket_of(u32 token)
{
	return &buckets[hash_32(token, PVOPS_KVM_BUCKET_BITS)];
}

/* The bucket's lock is held. */
static struct pvops_kvm_sleeper *find_sleeper(struct bucket *bucket, u32 token)
{
	struct pvops_kvm_sleeper *sleeper;

	hlist_for_each_entry(sleeper, &bucket->sleepers, link)
		if (sleeper->token == token)
			return sleeper;
	return NULL;
}

static void add_sleeper(struct bucket *bucket, struct pvops_kvm_sleeper *sleeper, u32 token)
{
	sleeper->token = token;
	sleeper->cpu = smp_processor_id();
	hlist_add_head(&sleeper->link, &bucket->sleepers);
}

/* The bucket's lock is held, so that the task does not return before we are through. */
static void wake_sleeper(struct pvops_kvm_sleeper *sleeper)
{
	hlist_del_init(&sleeper->link);
	complete(&sleeper->woken);
}

/* False if there is nothing to wait for any more.  Interrupts are off. */
static bool announce(struct pvops_kvm_sleeper *self, u32 token)
{
	struct bucket *bucket = bucket_of(token);
	struct pvops_kvm_sleeper *other, *early = NULL;

	raw_spin_lock(&bucket->lock);
	other = find_sleeper(bucket, token);
	if (!other) {
		self->patience = bucket->missed ? SOME_PATIENCE : MAX_SCHEDULE_TIMEOUT;
		add_sleeper(bucket, self, token);
	} else if (other->task_waits) {
		/* Two tasks, one token: a mistake of the host's.  Both try again. */
		wake_sleeper(other);
	} else {
		early = other;
		hlist_del(&early->link);
	}
	raw_spin_unlock(&bucket->lock);
	kfree(early);
	return !other;
}

static void withdraw(struct pvops_kvm_sleeper *self)
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
	struct pvops_kvm_sleeper self = { .task_waits = true };

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
	struct pvops_kvm_sleeper *sleeper;
	struct hlist_node *next;
	struct bucket *bucket;

	for (bucket = buckets; bucket < buckets + ARRAY_SIZE(buckets); bucket++) {
		raw_spin_lock(&bucket->lock);
		hlist_for_each_entry_safe(sleeper, next, &bucket->sleepers, link)
			if (sleeper->task_waits && sleeper->cpu == smp_processor_id())
				wake_sleeper(sleeper);
		raw_spin_unlock(&bucket->lock);
	}
}

/* False if the token is new.  It may have been noted as one without a task. */
static bool wake_one(u32 token)
{
	struct bucket *bucket = bucket_of(token);
	struct pvops_kvm_sleeper *sleeper;

	raw_spin_lock(&bucket->lock);
	sleeper = find_sleeper(bucket, token);
	if (sleeper && sleeper->task_waits)
		wake_sleeper(sleeper);
	raw_spin_unlock(&bucket->lock);
	return sleeper;
}

/* A function, so that a test can be out of memory. */
VISIBLE_IF_KUNIT struct pvops_kvm_sleeper *pvops_kvm_new_sleeper(void)
{
	KUNIT_STATIC_STUB_REDIRECT(pvops_kvm_new_sleeper);
	return kzalloc(sizeof(struct pvops_kvm_sleeper), GFP_ATOMIC);
}

/* Take note for a task that comes later, if it has not come in the meantime. */
static void wake_or_note(u32 token)
{
	struct pvops_kvm_sleeper *early = pvops_kvm_new_sleeper(), *sleeper;
	struct bucket *bucket = bucket_of(token);

	raw_spin_lock(&bucket->lock);
	sleeper = find_sleeper(bucket, token);
	if (sleeper && sleeper->task_waits) {
		wake_sleeper(sleeper);
	} else if (!sleeper && early) {
		add_sleeper(bucket, early, token);
		early = NULL;
	} else if (!sleeper) {
		bucket->missed = true;
	}
	raw_spin_unlock(&bucket->lock);
	kfree(early);
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
	else if (!wake_one(token))
		wake_or_note(token);
}
EXPORT_SYMBOL_GPL(kvm_async_pf_task_wake);
