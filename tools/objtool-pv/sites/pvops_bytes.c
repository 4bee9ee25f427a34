// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legal bytes of our sites: what the patcher would write.  Before boot that is the
 * indirect form and nothing else; afterwards each form for the bound functions.
 */
#include <stdio.h>
#include <string.h>

#include "pvops.h"

/* One site's legal bytes while they are collected. */
struct collection {
	struct pvpatch_site site;
	struct legal_bytes *to;
	int count, max;
};

static struct legal_bytes *add(struct collection *c, const struct pvpatch_plan *plan)
{
	static const enum site_form forms[PVPATCH_FORMS] = {
		[PVPATCH_INDIRECT] = FORM_INDIRECT, [PVPATCH_DIRECT] = FORM_DIRECT,
		[PVPATCH_INLINE] = FORM_INLINE,
	};
	struct legal_bytes *legal = &c->to[c->count];
	int i;

	if (c->count == c->max)
		return NULL;
	for (i = 0; i < c->count; i++)
		if (!memcmp(c->to[i].bytes, plan->bytes, c->site.len))
			return NULL;
	memset(legal, 0, sizeof(*legal));
	legal->form = forms[plan->form];
	memcpy(legal->bytes, plan->bytes, c->site.len);
	c->count++;
	return legal;
}

static const char *symbol_at(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr ? symbol->name : "a function without a name";
}

static void label(const struct collection *c, const struct pvops_kernel *kernel,
		  const struct pvpatch_choice *choice, const struct pvpatch_plan *plan,
		  struct legal_bytes *legal)
{
	size_t room = sizeof(legal->label);

	if (plan->form != PVPATCH_INLINE)
		snprintf(legal->label, room, choice->jump ? "jump to %.80s" : "call of %.80s",
			 symbol_at(kernel->binary, plan->form == PVPATCH_DIRECT ?
				   choice->direct : choice->indirect));
	else if (plan->pad == PVPATCH_NEXT_PREFIX)
		snprintf(legal->label, room, "prefixes of what follows");
	else if (!choice->code.len)
		snprintf(legal->label, room, "nothing to do");
	else
		snprintf(legal->label, room, "code for %.80s",
			 symbol_at(kernel->binary, kernel->binding.function[c->site.op]));
}

static void add_legal(struct collection *c, const struct pvops_kernel *kernel,
		      const struct pvpatch_choice *choice, unsigned int n)
{
	struct pvpatch_plan plan;
	struct legal_bytes *legal = NULL;

	if (!pvpatch_legal(&c->site, choice, n, &plan))
		legal = add(c, &plan);
	if (legal)
		label(c, kernel, choice, &plan, legal);
}

/* As in the patcher: where two forms have the same bytes, the wanted one is meant. */
static void add_all(struct collection *c, const struct pvops_kernel *kernel,
		    const struct pvpatch_choice *choice)
{
	int n;

	if (!kernel->bound ||
	    pvops_form_wanted(kernel, c->site.variant) == PVPATCH_INDIRECT)
		add_legal(c, kernel, choice, PVPATCH_INDIRECT);
	for (n = PVPATCH_PLANS - 1; kernel->bound && n >= 0; n--)
		add_legal(c, kernel, choice, n);
}

int pvops_bytes_in(const struct pvops_kernel *kernel, const struct site *site,
		   struct legal_bytes *to, int max)
{
	struct collection c = { pvops_decoded(site), to, 0, max };
	struct pvpatch_choice choice;

	if (pvops_binding_choose(&kernel->binding, &c.site, &choice))
		return -1;
	add_all(&c, kernel, &choice);
	return c.count;
}

int pvops_legal_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	return pvops_bytes_in(pvops_of(site->table), site, to, max);
}
