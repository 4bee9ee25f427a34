// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/kallsyms and /sys/kernel/notes.
 *
 * A line of kallsyms is "ADDRESS TYPE NAME" and, of a module, a tab and "[MODULE]"
 * (kernel/kallsyms.c of Linux 6.12).  Lines that are none of this are passed over.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../alloc.h"
#include "core.h"
#include "proc.h"

#define FIRST_READ	(1u << 16)
#define NT_BUILD_ID	3	/* NT_GNU_BUILD_ID of elf.h */

static int read_all(int fd, char **text, size_t max, size_t *size)
{
	size_t room = FIRST_READ;
	ssize_t got;

	*size = 0;
	*text = xmalloc(room + 1);
	for (;;) {
		got = read(fd, *text + *size, room - *size);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		*size += got;
		if (*size > max) {
			errno = EFBIG;
			return -1;
		}
		if (*size == room) {
			room *= 2;
			*text = xrealloc_array(*text, room + 1, 1);
		}
	}
	(*text)[*size] = '\0';
	return got < 0 ? -1 : 0;
}

char *proc_read(const char *path, size_t max, size_t *size, struct error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *text = NULL;

	if (fd < 0 || read_all(fd, &text, max, size)) {
		error_set(error, "%s: cannot read: %s%s", path, strerror(errno),
			  errno == EACCES || errno == EPERM ? "; read it as root" : "");
		free(text);
		text = NULL;
	}
	if (fd >= 0)
		close(fd);
	return text;
}

/* One line, made a string; false if it is no symbol. */
static bool take_line(char *line, struct binary_symbol *symbol)
{
	char *end, *tab;

	if (!strchr("0123456789abcdef", *line))
		return false;
	errno = 0;
	*symbol = (struct binary_symbol){ .addr = strtoull(line, &end, 16) };
	if (end == line || errno || end[0] != ' ' || !end[1] || end[2] != ' ' || !end[3])
		return false;
	symbol->function = strchr("tTwW", end[1]);
	symbol->name = end + 3;
	tab = strchr(end + 3, '\t');
	if (tab)
		*tab = ' ';
	return true;
}

int proc_symbols(struct binary *binary, const char *path, char *text, size_t size,
		 struct error *error)
{
	char *line = text, *next;
	size_t count = 0;
	u64 any = 0;

	for (; line < text + size; line = next) {
		char *end = memchr(line, '\n', text + size - line);
		struct binary_symbol symbol;

		next = end ? end + 1 : text + size;
		if (end)
			*end = '\0';
		if (!take_line(line, &symbol))
			continue;
		binary_add_symbol(binary, &symbol);
		any |= symbol.addr;
		count++;
	}
	if (!count)
		return error_set(error, "%s: there are no symbols in it", path);
	if (!any)
		return error_set(error, "%s: all addresses are zero: read it as root, or set "
				 "kernel.kptr_restrict=0", path);
	return 0;
}

bool proc_in_module(const struct binary_symbol *symbol)
{
	return strstr(symbol->name, " [");
}

static void take_note(void *ctx, const struct core_note *note)
{
	char *to = ctx;
	size_t i;

	if (note->type != NT_BUILD_ID || strcmp(note->name, "GNU") || note->size > 64)
		return;
	for (i = 0; i < note->size; i++)
		sprintf(to + 2 * i, "%02x", note->data[i]);
}

void proc_build_id(const u8 *notes, size_t size, char to[2 * 64 + 1])
{
	to[0] = '\0';
	core_notes_in(notes, size, take_note, to);
}
