// SPDX-License-Identifier: GPL-2.0-only
/* Comparisons that name the case, and a limit of time; see the header. */
#include <sys/time.h>

#include "check.h"

#define SHOWN	64

static void show(const char *what, const uint8_t *bytes, unsigned int len)
{
	char hex[3 * SHOWN + 1] = "";
	unsigned int i;

	for (i = 0; i < len && i < SHOWN; i++)
		snprintf(hex + 3 * i, 4, " %02x", bytes[i]);
	print_error("%s:%s\n", what, hex);
}

void same_bytes(const char *name, const uint8_t *got, const void *want,
		unsigned int len)
{
	if (!len || !memcmp(got, want, len))
		return;
	show("got ", got, len);
	show("want", want, len);
	fail_msg("%s: other bytes", name);
}

void same_number(const char *name, long long got, long long want)
{
	if (got != want)
		fail_msg("%s: got %lld, want %lld", name, got, want);
}

void end_after(unsigned int seconds)
{
	const struct itimerval limit = { .it_value.tv_sec = seconds };

	setitimer(ITIMER_PROF, &limit, NULL);
}
