// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU's monitor: stop the guest for a while, and wake it when it sleeps. The monitor
 * answers at length and echoes what it is told; only the line of "info status" matters.
 */
#include "answer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 120000, POLL_MS = 100 };

static int to_qemu = -1, from_qemu = -1;

static int open_end(const char *path, const char *end)
{
	char name[200];

	snprintf(name, sizeof(name), "%s.%s", path, end);
	return open(name, O_RDWR | O_CLOEXEC);
}

void monitor_open(const char *path)
{
	to_qemu = open_end(path, "in");
	from_qemu = open_end(path, "out");
}

static bool tell(const char *command)
{
	size_t length = strlen(command);

	return write(to_qemu, command, length) == (ssize_t)length;
}

/* What the monitor says until it has been silent for a moment. */
static void listen(char *text, size_t size)
{
	struct pollfd ready = { .fd = from_qemu, .events = POLLIN };
	size_t n = 0;
	ssize_t got;

	while (n < size - 1 && poll(&ready, 1, POLL_MS) > 0) {
		got = read(from_qemu, text + n, size - 1 - n);
		if (got <= 0)
			break;
		n += got;
	}
	text[n] = '\0';
}

/* Forget what was said before: it may be long, and is not about this question. */
static void clear(void)
{
	char text[4096];

	do
		listen(text, sizeof(text));
	while (strlen(text) == sizeof(text) - 1);
}

static bool reaches(const char *status)
{
	long long end = now_ns() + PATIENCE_MS * 1000000LL;
	char text[4096];

	do {
		if (!tell("info status\n"))
			return false;
		listen(text, sizeof(text));
		if (strstr(text, status))
			return true;
		nap_ms(POLL_MS);
	} while (now_ns() < end);
	return false;
}

/* The answer comes when the guest runs again; it is how long it stood, in nanoseconds. */
answer_t monitor_pause(const char *milliseconds)
{
	long long begin;

	clear();
	if (!tell("stop\n") || !reaches("VM status: paused"))
		return cannot("the monitor does not stop the guest");
	begin = now_ns();
	nap_ms(atol(milliseconds));
	begin = now_ns() - begin;
	if (!tell("cont\n") || !reaches("VM status: running"))
		return cannot("the monitor does not let the guest go on");
	return begin;
}

/* A child waits for the guest to fall asleep, because the guest has to be told first. */
answer_t monitor_wake(const char *milliseconds)
{
	pid_t pid = fork();

	if (pid < 0)
		return cannot("no process");
	if (pid)
		return atoll(milliseconds);
	clear();
	if (!reaches("suspended")) {
		printf("host: the guest did not fall asleep\n");
		_exit(1);
	}
	nap_ms(atol(milliseconds));
	if (!tell("system_wakeup\n") || !reaches("VM status: running")) {
		printf("host: the guest did not wake up\n");
		_exit(1);
	}
	printf("host: the guest slept and was woken\n");
	_exit(0);
}
