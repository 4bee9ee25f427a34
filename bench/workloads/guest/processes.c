// SPDX-License-Identifier: GPL-2.0-only
/* Processes: made, replaced and waited for. */
#define _GNU_SOURCE
#include "bench.h"

#include <sys/wait.h>
#include <unistd.h>

enum { MEGABYTE_PAGES = 256 };

static void wait_for(pid_t pid)
{
	int status;

	if (MUST(waitpid(pid, &status, 0)) != pid || status)
		fail("a child ended with status 0x%x", status);
}

void run_fork_exit_wait(unsigned int ops)
{
	while (ops--) {
		pid_t pid = MUST(fork());

		if (pid == 0)
			_exit(0);
		wait_for(pid);
	}
}

void prepare_megabyte(void)
{
	touch(map_pages(MEGABYTE_PAGES), MEGABYTE_PAGES);
}

/* The child gets the megabyte's page tables copied. */
void run_fork_1mb(unsigned int ops)
{
	run_fork_exit_wait(ops);
}

void run_fork_exec(unsigned int ops)
{
	static char *const argv[] = { SELF, EXIT, NULL };

	while (ops--) {
		pid_t pid = MUST(fork());

		if (pid == 0) {
			execv(SELF, argv);
			_exit(1);
		}
		wait_for(pid);
	}
}
