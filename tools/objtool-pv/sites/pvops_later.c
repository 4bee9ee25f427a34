// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a kernel that was only built makes of a site when it boots: for each function that
 * the linker has put into a table for the site's operation.
 */
#include <stdio.h>
#include <string.h>

#include "pvops_legal.h"

/* The functions of one site while they are collected. */
struct later {
	const struct site *site;
	const struct pvops_kernel *kernel;
	struct pvops_later *to;
	int count, max;
};

/* The kernel as it is once @function is bound; other operations' functions do not matter. */
static void bind(const struct pvops_kernel *kernel, unsigned int op, u64 function,
		 struct pvops_kernel *bound)
{
	*bound = *kernel;
	bound->bound = true;
	bound->mode = bound->boot = PVPATCH_INLINE;
	bound->binding.function[op] = function;
	pvops_binding_index(&bound->binding);
}

static int form_of(const struct pvops_kernel *bound, const struct pvpatch_site *site)
{
	struct pvpatch_choice choice;
	struct pvpatch_plan plan;
	int err = pvops_binding_choose(&bound->binding, site, &choice);

	if (!err)
		err = pvpatch_plan(site, &choice, bound->mode, &plan);
	return err ? err : (int)plan.form;
}

static void add(struct later *l, u64 function, const char *owner)
{
	struct pvpatch_site site = pvops_decoded(l->site);
	struct pvops_later *to = &l->to[l->count];
	struct pvops_kernel bound;
	int i;

	for (i = 0; i < l->count; i++)
		if (l->to[i].function == function)
			return;
	if (!function || l->count == l->max)
		return;
	bind(l->kernel, site.op, function, &bound);
	to->nlegal = pvops_bytes_in(&bound, l->site, to->legal, LATER_BYTES);
	if (to->nlegal < 0)
		return;
	to->function = function;
	snprintf(to->owner, sizeof(to->owner), "%s", owner);
	to->why = pvops_binding_why(&bound.binding, &site, bound.mode, form_of(&bound, &site));
	l->count++;
}

static void name_of(const struct pvops_kernel *kernel, u64 backend, char *to, size_t size)
{
	u64 name;

	*to = '\0';
	if (backend && (binary_read(kernel->binary, backend + kernel->audit.backend_name,
				    &name, 8) ||
			binary_string(kernel->binary, name, to, size)))
		snprintf(to, size, "a backend without a name");
}

static void add_all(struct later *l, const struct pvops_legal *legal)
{
	unsigned int op = l->site->op;
	char owner[64];
	size_t i;

	add(l, legal->native[op], "native");
	for (i = 0; i < legal->noverlays; i++) {
		name_of(l->kernel, legal->overlay[i].backend, owner, sizeof(owner));
		add(l, legal->overlay[i].function[op], owner);
	}
	for (i = 0; i < legal->nstores; i++)
		if (legal->store[i].op == op)
			add(l, legal->store[i].function, "");
}

int pvops_later(const struct site *site, struct pvops_later *to, int max)
{
	struct later l = { site, pvops_of(site->table), to, 0, max };
	struct pvops_legal legal;
	struct error error = { "" };

	if (!l.kernel || site->bad || l.kernel->binary->kind == BINARY_MODULE ||
	    l.kernel->binary->state != BINARY_BUILT)
		return 0;
	if (!pvops_legal_read(l.kernel->binary, &legal, &error))
		add_all(&l, &legal);
	pvops_legal_free(&legal);
	return l.count;
}
