// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the host has written to its disk: a buffer is filled, the host is asked to
 * forget the guest's memory, and threads use the buffer again and verify it.
 */
#include "prove.h"

#include <pthread.h>
#include <stddef.h>
#include <sys/mman.h>

enum { BUFFER = 32 << 20, PAGE = 4096, READERS = 4 };

static char *buffer;

/* Places that are far from one another: a host reads the neighbours, too. */
static void *touch_share(void *share)
{
	for (size_t page = 0; page < BUFFER / PAGE / READERS; page++)
		((volatile char *)share)[page * PAGE]++;
	return NULL;
}

static void touch(void)
{
	pthread_t thread[READERS];

	for (size_t i = 0; i < READERS; i++)
		pthread_create(&thread[i], NULL, touch_share, buffer + i * BUFFER / READERS);
	for (size_t i = 0; i < READERS; i++)
		pthread_join(thread[i], NULL);
}

static size_t *number_in(size_t page)
{
	return (size_t *)(buffer + page * PAGE) + 1;
}

const char *paging_fill(void)
{
	buffer = mmap(NULL, BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		return "no memory";
	for (size_t page = 0; page < BUFFER / PAGE; page++)
		*number_in(page) = page;
	touch();
	return NULL;
}

const char *paging_use(void)
{
	touch();
	for (size_t page = 0; page < BUFFER / PAGE; page++)
		if (buffer[page * PAGE] != 2 || *number_in(page) != page)
			return "a page came back with other bytes";
	return NULL;
}
