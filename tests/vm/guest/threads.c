// SPDX-License-Identifier: GPL-2.0-only
/* Threads that must see one another's writes, and sleep and wake on time. */
#define _GNU_SOURCE
#include "prove.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { THREADS = 4, INCREMENTS = 2000, ROUNDS = 100 };

struct counter {
	pthread_mutex_t lock;
	long value;		/* plain on purpose: only the lock protects it */
};

static __thread long own_count;

static void *count_up(void *arg)
{
	struct counter *c = arg;

	for (int i = 0; i < INCREMENTS; i++) {
		pthread_mutex_lock(&c->lock);
		c->value++;
		pthread_mutex_unlock(&c->lock);
		own_count++;
	}
	return (void *)own_count;
}

const char *check_threads(void)
{
	struct counter c = { .lock = PTHREAD_MUTEX_INITIALIZER };
	pthread_t t[THREADS];
	const char *reason = NULL;

	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&t[i], NULL, count_up, &c))
			return "pthread_create failed";
	for (int i = 0; i < THREADS; i++) {
		void *own;

		pthread_join(t[i], &own);
		if ((long)own != INCREMENTS)
			reason = "a thread lost its thread-local storage";
	}
	if (c.value != THREADS * INCREMENTS)
		reason = "two threads were inside the lock at once";
	return reason;
}

/* Even turns are the parent's, odd turns are the child's. */
static void take_turns(atomic_int *turn, int mine)
{
	for (int t = mine; t < 2 * ROUNDS; t += 2) {
		int seen;

		while ((seen = atomic_load(turn)) != t)
			syscall(SYS_futex, turn, FUTEX_WAIT_PRIVATE, seen,
				NULL, NULL, 0);
		atomic_store(turn, t + 1);
		syscall(SYS_futex, turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
	}
}

static void *odd_turns(void *arg)
{
	take_turns(arg, 1);
	return NULL;
}

const char *check_futex(void)
{
	atomic_int turn = 0;
	pthread_t other;

	if (pthread_create(&other, NULL, odd_turns, &turn))
		return "pthread_create failed";
	take_turns(&turn, 0);
	pthread_join(other, NULL);
	return atomic_load(&turn) == 2 * ROUNDS ? NULL : "a turn was lost";
}
