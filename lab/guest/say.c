// SPDX-License-Identifier: GPL-2.0-only
/*
 * The voice of the guest: lines on the console, and the end of the run. Each
 * line is one write(), so that a kernel message can precede or follow it but a
 * second process cannot cut it in two.
 */
#include "guest.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/reboot.h>
#include <unistd.h>

static const char *current_step = "start";

static void say_line(const char *text, int length, int size)
{
	if (length >= size)
		length = size - 1;
	if (write(STDOUT_FILENO, text, length) != length)
		power_off();
}

void say(const char *key, const char *fmt, ...)
{
	char value[768], line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(value, sizeof(value), fmt, ap);
	va_end(ap);
	say_line(line, snprintf(line, sizeof(line), "PROVE %s=%s\n", key, value),
		 sizeof(line));
}

void step(const char *name)
{
	current_step = name;
	say("step", "%s", name);
}

static void out_of_time(int sig)
{
	(void)sig;
	fail("out of time in step %s", current_step);
}

/* A guest that hangs in user space should name the step, not just go quiet. */
void watchdog(int seconds)
{
	signal(SIGALRM, out_of_time);
	alarm(seconds);
}

_Noreturn void fail(const char *fmt, ...)
{
	char reason[768];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	say("verdict", "fail reason=%s", reason);
	power_off();
}

_Noreturn void succeed(void)
{
	say("verdict", "ok");
	power_off();
}

_Noreturn void power_off(void)
{
	sync();
	reboot(RB_POWER_OFF);
	/* Process 1 must not return: that would be a panic, not a power-off. */
	for (;;)
		pause();
}
