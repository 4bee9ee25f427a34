// SPDX-License-Identifier: GPL-2.0-only
/* Lines on the console, and the end of the run. */
#include "bench.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <unistd.h>

static void say_list(const char *word, const char *fmt, va_list ap)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "BENCH %s", word);

	n += vsnprintf(line + n, sizeof(line) - n - 1, fmt, ap);
	if (n > (int)sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	if (write(STDOUT_FILENO, line, n) != n)
		power_off();
}

void say(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list("", fmt, ap);
	va_end(ap);
}

_Noreturn void fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say_list("failed: ", fmt, ap);
	va_end(ap);
	power_off();
}

_Noreturn void power_off(void)
{
	reboot(RB_POWER_OFF);
	/* Process 1 must not return: that would be a panic. */
	for (;;)
		pause();
}
