// SPDX-License-Identifier: GPL-2.0-only
/* Another user of the host's CPU: a process that computes for a while, beside the guest. */
#include "answer.h"

#include <stdlib.h>
#include <unistd.h>

/* The answer comes at once; it is how long the process will go on. */
answer_t busy(const char *milliseconds)
{
	long long end = now_ns() + atoll(milliseconds) * 1000000;
	pid_t pid = fork();

	if (pid < 0)
		return cannot("no process");
	if (pid)
		return atoll(milliseconds);
	while (now_ns() < end)
		;
	_exit(0);
}
