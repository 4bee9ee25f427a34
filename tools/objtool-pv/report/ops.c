// SPDX-License-Identifier: GPL-2.0-only
/* Operations by name. */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "ops.h"
#include "site.h"

#define WIDTH_MAX	40

void op_names_add(struct op_names *names, const struct subject *subject)
{
	const struct site *site = NULL, *last = NULL;

	while ((site = site_next(subject, site))) {
		if (last && !strcmp(site_op(last), site_op(site)))
			continue;
		names->name = xgrow_array(names->name, names->count,
					  sizeof(*names->name));
		names->name[names->count++] = site_op(site);
		last = site;
	}
}

static int compare(const void *a, const void *b)
{
	const char *const *one = a, *const *other = b;

	return strcmp(*one, *other);
}

void op_names_ready(struct op_names *names)
{
	size_t i, count = 0;

	if (!names->count)
		return;
	qsort(names->name, names->count, sizeof(*names->name), compare);
	for (i = 0; i < names->count; i++)
		if (!count || strcmp(names->name[count - 1], names->name[i]))
			names->name[count++] = names->name[i];
	names->count = count;
}

size_t op_names_find(const struct op_names *names, const struct site *site)
{
	const char *name = site_op(site);
	const char **found = bsearch(&name, names->name, names->count,
				     sizeof(*names->name), compare);

	return (size_t)(found - names->name);
}

int op_names_width(const struct op_names *names)
{
	size_t i, width = 2;

	for (i = 0; i < names->count; i++)
		if (width < strlen(names->name[i]))
			width = strlen(names->name[i]);
	return width < WIDTH_MAX ? (int)width : WIDTH_MAX;
}

void op_names_free(struct op_names *names)
{
	free(names->name);
	names->name = NULL;
	names->count = 0;
}
