// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that the host has written to its disk: a child fills a buffer, the host is asked to
 * forget the guest's memory, and threads of the child use the buffer again and verify it.
 */
#include "prove.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* Process 1 is told when the buffer is there, and tells when it has gone. */
static const char *use_paged_out(int tell, int listen)
{
	char word;

	buffer = mmap(NULL, BUFFER, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (buffer == MAP_FAILED)
		return "no memory";
	for (size_t page = 0; page < BUFFER / PAGE; page++)
		*number_in(page) = page;
	touch();
	if (write(tell, "", 1) != 1 || read(listen, &word, 1) != 1)
		return "pipe";
	touch();
	for (size_t page = 0; page < BUFFER / PAGE; page++)
		if (buffer[page * PAGE] != 2 || *number_in(page) != page)
			return "a page came back with other bytes";
	return NULL;
}

void page_out(void)
{
	int there[2], gone[2];
	int status;
	char word;
	pid_t pid;

	if (pipe(there) || pipe(gone) || (pid = fork()) < 0)
		fail("paging: no child");
	if (pid == 0) {
		const char *reason = use_paged_out(there[1], gone[0]);

		if (reason)
			say("paging", "%s", reason);
		_exit(reason ? 1 : 0);
	}
	close(there[1]);
	close(gone[0]);
	/* A child that is dead is noticed in the end. */
	if (read(there[0], &word, 1) == 1)
		ask("pageout");
	if (write(gone[1], "", 1) != 1)
		fail("paging: %s", strerror(errno));
	if (waitpid(pid, &status, 0) != pid || status)
		fail("memory that the host has read back: wait status 0x%x", status);
	close(there[0]);
	close(gone[1]);
}
