// SPDX-License-Identifier: GPL-2.0-only
/* The module that runs the rows inside the kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"

#include "bench.h"

#define MODULE_FILE	"/guest_bench.ko"
#define FOLDER		"/sys/kernel/debug/guest_bench/"
#define RUN		FOLDER "run"

void module_load(void)
{
	insert_module(MODULE_FILE, "");
	module_tell("filler", "%#llx", (unsigned long long)&filler_turns);
}

/* The file is opened anew each time: a task that waits in a write would keep others out. */
void module_tell(const char *file, const char *fmt, ...)
{
	char path[64], text[128];
	va_list ap;
	int fd, n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	snprintf(path, sizeof(path), FOLDER "%s", file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, n) != n)
		fail("%s to %s: %s", text, path, strerror(errno));
	close(fd);
}

/* What the last row of the module took becomes our samples. */
void module_samples(void)
{
	FILE *f = fopen(RUN, "re");
	long long ticks;

	if (!f)
		fail(RUN ": %s", strerror(errno));
	samples_reset();
	while (fscanf(f, "%lld", &ticks) == 1)
		sample(0, ticks);
	fclose(f);
}
