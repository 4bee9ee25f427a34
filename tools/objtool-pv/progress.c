// SPDX-License-Identifier: GPL-2.0-only
/* The line of progress.  There is one terminal, so there is one state. */
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <asm/pvops/types.h>
#include "progress.h"
#include "report/text.h"

#define PATIENCE_MS	1000	/* nothing is shown before */
#define INTERVAL_MS	100

static struct {
	bool on;
	char what[60];
	u64 due;
	int width;
} progress;

static u64 now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (u64)now.tv_sec * 1000 + (u64)now.tv_nsec / 1000000;
}

void progress_begin(const char *what, bool wanted)
{
	progress.on = wanted && isatty(STDERR_FILENO);
	progress.due = now_ms() + PATIENCE_MS;
	progress.width = 0;
	text_safe(progress.what, sizeof(progress.what), what);
}

void progress_step(unsigned int percent)
{
	u64 now;

	if (!progress.on)
		return;
	now = now_ms();
	if (now < progress.due)
		return;
	progress.due = now + INTERVAL_MS;
	progress.width = fprintf(stderr, "\r%s: %3u %%", progress.what, percent) - 1;
	fflush(stderr);
}

void progress_end(void)
{
	if (progress.width > 0) {
		fprintf(stderr, "\r%*s\r", progress.width, "");
		fflush(stderr);
	}
	progress.width = 0;
	progress.on = false;
}
