// SPDX-License-Identifier: GPL-2.0-only
/*
 * The legal bytes of our sites: what the patcher would write.  Before boot that is the
 * indirect form and nothing else; afterwards each form for the bound functions.
 */
#include <stdio.h>
#include <string.h>

#include "pvops.h"

/* One site's variants while they are collected. */
struct collection {
	struct pvpatch_site site;
	struct variant *to;
	int count, max;
};

static struct variant *add(struct collection *c, const struct pvpatch_choice *choice,
			   enum pvpatch_form want, enum site_form form)
{
	struct pvpatch_plan plan;
	struct variant *variant = &c->to[c->count];
	int i;

	if (c->count == c->max || pvpatch_plan(&c->site, choice, want, &plan) ||
	    plan.form != want)
		return NULL;
	for (i = 0; i < c->count; i++)
		if (!memcmp(c->to[i].bytes, plan.bytes, c->site.len))
			return NULL;
	memset(variant, 0, sizeof(*variant));
	variant->form = form;
	memcpy(variant->bytes, plan.bytes, c->site.len);
	c->count++;
	return variant;
}

static const char *symbol_at(const struct image *image, u64 addr)
{
	const struct image_symbol *symbol = image_symbol_at(image, addr);

	return symbol && symbol->addr == addr ? symbol->name : "a function without a name";
}

static void add_call(struct collection *c, const struct image *image,
		     const struct pvpatch_choice *choice, enum pvpatch_form want,
		     enum site_form form, u64 target)
{
	struct variant *variant = add(c, choice, want, form);

	if (variant)
		snprintf(variant->label, sizeof(variant->label), "call of %.80s",
			 symbol_at(image, target));
}

static const char *empty_label(const struct pvpatch_choice *choice)
{
	return choice->code.prefix ? "prefixes of what follows" : "nothing to do";
}

static void add_inline(struct collection *c, const struct pvops_kernel *kernel,
		       const struct pvpatch_choice *choice)
{
	struct pvpatch_choice other = *choice;
	struct variant *variant = add(c, choice, PVPATCH_INLINE, FORM_INLINE);

	if (variant)
		snprintf(variant->label, sizeof(variant->label), "code for %.80s",
			 symbol_at(kernel->image, kernel->binding.function[c->site.op]));
	if (!choice->code.bytes || choice->code.len)
		return;
	if (variant)
		strcpy(variant->label, empty_label(choice));
	if (choice->nops)
		return;
	other.code.prefix = !choice->code.prefix;
	variant = add(c, &other, PVPATCH_INLINE, FORM_INLINE);
	if (variant)
		strcpy(variant->label, empty_label(&other));
}

/* As in the patcher: where two forms have the same bytes, the wanted one is meant. */
static void add_all(struct collection *c, const struct pvops_kernel *kernel,
		    const struct pvpatch_choice *choice)
{
	const struct image *image = kernel->image;

	if (!kernel->bound || kernel->mode == PVPATCH_INDIRECT)
		add_call(c, image, choice, PVPATCH_INDIRECT, FORM_INDIRECT, choice->indirect);
	if (!kernel->bound)
		return;
	add_inline(c, kernel, choice);
	add_call(c, image, choice, PVPATCH_DIRECT, FORM_DIRECT, choice->direct);
	add_call(c, image, choice, PVPATCH_INDIRECT, FORM_INDIRECT, choice->indirect);
}

int pvops_variants(const struct site *site, struct variant *to, int max)
{
	const struct pvops_kernel *kernel = pvops_of(site->table);
	struct collection c = { pvops_decoded(site), to, 0, max };
	struct pvpatch_choice choice;

	if (pvops_binding_choose(&kernel->binding, &c.site, &choice))
		return -1;
	add_all(&c, kernel, &choice);
	return c.count;
}
