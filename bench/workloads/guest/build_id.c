// SPDX-License-Identifier: GPL-2.0-only
/*
 * Say which build this kernel is, so that it can be compared with the file whose
 * symbols are used: the linker's build id, a note in the ELF format.
 */
#define _GNU_SOURCE
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { ID_BYTES = 20 };

/* Lengths of the name and of the id, NT_GNU_BUILD_ID, the name. */
static const char head[16] = "\4\0\0\0" "\24\0\0\0" "\3\0\0\0" "GNU";

void say_build(void)
{
	int fd = MUST(open("/sys/kernel/notes", O_RDONLY));
	unsigned char notes[4096];
	ssize_t n = MUST(read(fd, notes, sizeof(notes)));
	const unsigned char *note = memmem(notes, n, head, sizeof(head));
	char text[2 * ID_BYTES + 1];

	close(fd);
	if (!note || notes + n - note < (ssize_t)sizeof(head) + ID_BYTES)
		fail("this kernel has no build id");
	for (int i = 0; i < ID_BYTES; i++)
		sprintf(text + 2 * i, "%02x", note[sizeof(head) + i]);
	say("build", "%s", text);
}
