// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of a running kernel: /proc/kcore, /proc/kallsyms and, as it tells which
 * build this is, /sys/kernel/notes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "live.h"
#include "proc.h"

#define PROC		"/proc"
#define NOTES		"/sys/kernel/notes"
/* 200000 symbols take 12 MiB. */
#define KALLSYMS_MAX	(64u << 20)
#define NOTES_MAX	(1u << 20)

static char *path_of(const char *root, const char *name)
{
	size_t size = strlen(root) + strlen(name) + 2;
	char *path = xmalloc(size);

	snprintf(path, size, "%s/%s", root, name);
	return path;
}

/* A kernel that does not show its notes can still be told by its banner. */
static void read_build_id(const char *root, char *to)
{
	char *path = strcmp(root, PROC) ? path_of(root, "notes") : xstrdup(NOTES);
	size_t size;
	char *notes = proc_read(path, NOTES_MAX, &size, NULL);

	to[0] = '\0';
	if (notes)
		proc_build_id((const u8 *)notes, size, to);
	free(notes);
	free(path);
}

static struct binary *open_files(const char *root, struct live_files *files,
				 struct binary *kernel, struct error *error)
{
	files->kallsyms = proc_read(files->kallsyms_path, KALLSYMS_MAX,
				    &files->kallsyms_size, error);
	if (!files->kallsyms)
		return NULL;
	if (source_open(&files->kcore, files->kcore_path, error)) {
		free(files->kallsyms);
		return NULL;
	}
	read_build_id(root, files->build_id);
	return live_make(files, kernel, error);
}

struct binary *live_open(const char *root, struct binary *kernel, struct error *error)
{
	char *kcore = path_of(root, "kcore"), *kallsyms = path_of(root, "kallsyms");
	struct live_files files = { .kcore_path = kcore, .kallsyms_path = kallsyms };
	struct binary *binary = open_files(root, &files, kernel, error);

	free(kcore);
	free(kallsyms);
	return binary;
}
