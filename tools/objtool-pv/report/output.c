// SPDX-License-Identifier: GPL-2.0-only
/* Nothing ends this program with success unless its output was written. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"
#include "text.h"

static int lost_status;

static void reader_gone(int signal)
{
	(void)signal;
	_exit(lost_status);
}

/* An error that happened earlier has left a mark, but no reason. */
static void close_output(void)
{
	int earlier = ferror(stdout);

	errno = 0;
	if (!fclose(stdout) && !earlier)
		return;
	fprintf(stderr, "objtool-pv: standard output could not be written: %s\n",
		errno ? strerror(errno) : "an earlier write failed");
	_exit(lost_status);
}

void output_guard(int status)
{
	lost_status = status;
	signal(SIGPIPE, reader_gone);
	atexit(close_output);
}
