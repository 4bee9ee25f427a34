// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to the host, on a serial port of our own: a line for the question and a line
 * for the answer, which is a number (lab/hosts/answer). Only process 1 asks.
 */
#include "prove.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 150000 };

static int port = -1;

bool ask_possible(void)
{
	return port >= 0;
}

/* The host speaks only when it is asked, so nothing can have been lost before this. */
void ask_open(const char *device)
{
	struct termios raw;
	char path[64];

	if (!*device)
		return;
	snprintf(path, sizeof(path), "/dev/%s", device);
	port = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (port < 0 || tcgetattr(port, &raw))
		fail("%s: %s", path, strerror(errno));
	cfmakeraw(&raw);
	raw.c_cflag |= CLOCAL;
	cfsetspeed(&raw, B115200);
	if (tcsetattr(port, TCSANOW, &raw))
		fail("%s cannot be set up: %s", path, strerror(errno));
}

static void read_answer(const char *question, char *text, size_t size)
{
	struct pollfd ready = { .fd = port, .events = POLLIN };
	size_t n = 0;

	while (n < size - 1) {
		/* The watchdog of the whole proof may be far away. */
		if (poll(&ready, 1, PATIENCE_MS) <= 0)
			fail("the host does not answer: %s", question);
		if (read(port, text + n, 1) != 1)
			fail("the line to the host: %s", strerror(errno));
		if (text[n++] == '\n')
			break;
	}
	text[n - 1] = '\0';
}

long long ask(const char *fmt, ...)
{
	char question[128], text[300];
	long long number;
	va_list ap;
	int n;

	if (port < 0)
		fail("there is no host to ask: %s", fmt);
	va_start(ap, fmt);
	n = vsnprintf(question, sizeof(question) - 1, fmt, ap);
	va_end(ap);
	question[n] = '\n';
	if (write(port, question, n + 1) != n + 1)
		fail("the line to the host: %s", strerror(errno));
	question[n] = '\0';
	read_answer(question, text, sizeof(text));
	if (sscanf(text, "%lld", &number) != 1)
		fail("the host was asked to %s: %s", question, text);
	return number;
}
