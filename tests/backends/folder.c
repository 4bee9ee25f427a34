// SPDX-License-Identifier: GPL-2.0-only
/* The object files of a folder that Kbuild has built; see held.h. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "held.h"

#define DEPTH	16

static struct folder *reading;
static const char *wrong;

static bool ends(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length >= end && !strcmp(name + length - end, suffix);
}

static void add(const char *path, size_t size)
{
	FILE *file = fopen(path, "r");
	void *image = malloc(size);

	reading->object = realloc(reading->object,
				  (reading->count + 1) * sizeof(*reading->object));
	if (!file || fread(image, 1, size, file) != size)
		wrong = "an object file cannot be read";
	else if (!object_open(&reading->object[reading->count++], image, size))
		wrong = "a file called .o is no object file";
	free(image);
	if (file)
		fclose(file);
}

/* All but modules, which are in no table of backends, and what Kbuild makes of parts. */
static int visit(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	(void)ftw;
	if (type == FTW_F && ends(path, ".o") && !ends(path, ".mod.o"))
		add(path, status->st_size);
	return wrong != NULL;
}

const char *folder_open(struct folder *folder, const char *path)
{
	memset(folder, 0, sizeof(*folder));
	reading = folder;
	wrong = NULL;
	if (nftw(path, visit, DEPTH, FTW_PHYS) && !wrong)
		return "the folder cannot be read";
	return wrong;
}

void folder_close(struct folder *folder)
{
	size_t i;

	for (i = 0; i < folder->count; i++)
		object_close(&folder->object[i]);
	free(folder->object);
}
