// SPDX-License-Identifier: GPL-2.0-only
/*
 * The plan of a guest program: words of the kernel's command line. A name with a dot in it
 * reaches /proc/cmdline and is not passed to process 1.
 */
#include "guest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[4096];

static void read_line(void)
{
	int fd = open("/proc/cmdline", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n < 0)
		fail("/proc/cmdline: %s", strerror(errno));
	close(fd);
	text[n] = '\0';
}

void cmdline_each(void (*read)(const char *word, void *data), void *data)
{
	read_line();
	for (char *w = strtok(text, " \n"); w; w = strtok(NULL, " \n"))
		read(w, data);
}

const char *cmdline_word(const char *name)
{
	size_t length = strlen(name);

	read_line();
	for (char *w = strtok(text, " \n"); w; w = strtok(NULL, " \n"))
		if (!strncmp(w, name, length) && w[length] == '=')
			return w + length + 1;
	return NULL;
}

long cmdline_number(const char *name, long otherwise)
{
	const char *word = cmdline_word(name);

	return word ? atol(word) : otherwise;
}
