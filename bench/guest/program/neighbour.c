// SPDX-License-Identifier: GPL-2.0-only
/* Another thread of this process on another CPU, which sleeps there or stands there. */
#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <unistd.h>

#include "guest.h"

#include "bench.h"

static sem_t stand, asleep;

static void *neighbour(void *unused)
{
	(void)unused;
	pin_to(FIRST_OTHER);
	for (;;) {
		sem_post(&asleep);
		sem_wait(&stand);
		module_tell("stand", "stand");
	}
	return NULL;
}

/* Time to go from the semaphore to sleep. */
static void wait_until_it_sleeps(void)
{
	sem_wait(&asleep);
	usleep(1000);
}

void neighbour_prepare(void)
{
	pthread_t thread;

	sem_init(&stand, 0, 0);
	sem_init(&asleep, 0, 0);
	if (pthread_create(&thread, NULL, neighbour, NULL))
		fail("no thread");
	wait_until_it_sleeps();
}

void neighbour_stands(void)
{
	sem_post(&stand);
	module_tell("stand", "wait");
}

void neighbour_sleeps(void)
{
	module_tell("stand", "release %d", FIRST_OTHER);
	wait_until_it_sleeps();
}
