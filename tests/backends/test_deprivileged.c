// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of a backend whose kernel does not run at CPL 0 has every operation for which
 * bare metal's way would need that.  What it has is read from the objects in the folders
 * below $PVOPS_OBJECTS, which a kernel's build has left there; skipped if there are none.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "../check.h"
#include "judge.h"
#include "privilege.h"

static const char *objects;
static const char *need[PVOPS_NR];

static void path_of(char *path, size_t room, const char *name)
{
	if ((size_t)snprintf(path, room, "%s/%s", objects, name) >= room)
		fail_msg("the path of %s is too long", name);
}

/* What bare metal's templates need, from their object. */
static bool read_native(void)
{
	struct records native;
	uint8_t *image;
	char path[4096];
	FILE *file;
	size_t size;

	path_of(path, sizeof(path), "native/templates.o");
	file = fopen(path, "r");
	if (!file)
		return false;
	image = malloc(1 << 20);
	size = fread(image, 1, 1 << 20, file);
	fclose(file);
	assert_null(records_read(&native, image, size));
	privileged_ops(&native, need);
	records_free(&native);
	free(image);
	return true;
}

static int read_objects(void **state)
{
	(void)state;
	objects = getenv("PVOPS_OBJECTS");
	if (!objects || !read_native()) {
		objects = NULL;
		print_message("there are no objects: build the image first (make image)\n");
	}
	return 0;
}

/* How many operations are missing. */
static unsigned int judge(const struct held *held)
{
	unsigned int op, missing = 0;
	char why[WHY_MAX];

	for (op = 0; op < PVOPS_NR; op++) {
		if (held_is_enough(held, op, need[op], why))
			continue;
		print_error("%s\n", why);
		missing++;
	}
	return missing;
}

/* All backends of one folder; their number in @count. */
static unsigned int judge_folder(const char *name, unsigned int *count)
{
	unsigned int missing = 0;
	struct folder folder;
	const char *wrong;
	struct held held;
	char path[4096];
	size_t at = 0;

	path_of(path, sizeof(path), name);
	wrong = folder_open(&folder, path);
	while (!wrong) {
		wrong = held_read(&folder, &at, &held);
		if (wrong || !held.backend[0])
			break;
		++*count;
		missing += judge(&held);
	}
	folder_close(&folder);
	if (wrong)
		fail_msg("%s: %s", name, wrong);
	return missing;
}

static void test_deprivileged_tables(void **state)
{
	unsigned int missing = 0, count = 0;
	struct dirent *entry;
	DIR *dir;

	(void)state;
	if (!objects)
		skip();
	dir = opendir(objects);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			missing += judge_folder(entry->d_name, &count);
	closedir(dir);
	assert_int_not_equal(count, 0);
	if (missing)
		fail_msg("%u operations are missing", missing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deprivileged_tables),
	};

	return cmocka_run_group_tests(tests, read_objects, NULL);
}
