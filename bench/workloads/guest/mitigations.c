// SPDX-License-Identifier: GPL-2.0-only
/* Which of the CPU's vulnerabilities the kernel mitigates, in its own words. */
#include "bench.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define FOLDER "/sys/devices/system/cpu/vulnerabilities"

static void say_one(const char *name)
{
	char path[320], text[256];
	FILE *file;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	file = fopen(path, "r");
	if (!file || !fgets(text, sizeof(text), file))
		fail("cannot read %s: %m", path);
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, "Not affected"))
		say("vulnerability", "%s: %s", name, text);
}

void say_mitigations(void)
{
	DIR *folder = opendir(FOLDER);
	const struct dirent *entry;

	if (!folder)
		return;		/* a kernel that was built without this file system */
	while ((entry = readdir(folder)))
		if (entry->d_name[0] != '.')
			say_one(entry->d_name);
	closedir(folder);
}
