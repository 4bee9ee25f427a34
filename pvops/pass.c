// SPDX-License-Identifier: GPL-2.0-only
/*
 * A patcher's pass over the sites of the kernel or of a module.  Sites in boot-time
 * text are apart from all others: their text is given back after use, so they are
 * patched once, before it runs, and never touched again.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/module.h>
#include <linux/printk.h>
#include <asm/sections.h>
#include "internal.h"

/* A table whose records are looked at through one half: boot-time text or not. */
struct half {
	const struct pvops_sites *sites;
	const struct pvpatch_text *text;
	bool init;
};

/*
 * A module's boot-time text is all text that is not its lasting text: once it has been
 * given back, the kernel does not know any more where it was.
 */
static bool in_init_text(const struct module *mod, u64 addr)
{
	return mod ? !within_module_mem_type(addr, mod, MOD_TEXT) : is_kernel_inittext(addr);
}

/**
 * pvops_decode - one record of a table
 * @sites: the table
 * @i:     number of the record in the order of the table, less than its count
 * @site:  the site
 *
 * Return: true if the site is in boot-time text.
 * Context: any.
 */
bool pvops_decode(const struct pvops_sites *sites, u32 i,
		  struct pvpatch_site *site)
{
	const struct pvops_site *record =
		&sites->start[sites->order ? sites->order[i] : i];

	site->addr = (u64)&record->offset + record->offset;
	site->op = record->op;
	site->variant = record->variant;
	site->len = record->len;
	return in_init_text(sites->mod, site->addr);
}

static int half_site(void *ctx, u32 i, struct pvpatch_site *site)
{
	const struct half *half = ctx;

	return pvops_decode(half->sites, i, site) != half->init;
}

static void report(void *ctx, const struct pvpatch_site *site, int err)
{
	const struct half *half = ctx;
	u8 now[PVPATCH_SITE_MAX] = { };
	unsigned int len = min_t(unsigned int, site->len, sizeof(now));

	if (half->text->contains(half->text->ctx, site->addr, len))
		half->text->read(half->text->ctx, site->addr, now, len);
	pr_err("site %pS (%s, variant %u, %*phN) left as it is: %s\n",
	       (void *)site->addr, pvops_op_name(site->op), site->variant,
	       len, now, pvpatch_strerror(err));
}

/**
 * pvops_pass - give the sites of a table a form
 * @sites: the table
 * @text:  how its text is written
 * @init:  the sites in boot-time text, or all others
 * @want:  the form
 * @stats: what was done; overwritten
 *
 * Context: as @text.
 */
void pvops_pass(const struct pvops_sites *sites, const struct pvpatch_text *text,
		bool init, enum pvpatch_form want, struct pvpatch_stats *stats)
{
	struct half half = { .sites = sites, .text = text, .init = init };
	struct pvpatch_job job = {
		.text	= text,
		.site	= half_site,
		.choose	= text->held ? pvops_choose_live : pvops_choose,
		.failed	= report,
		.ctx	= &half,
		.count	= sites->count,
		.want	= want,
	};

	memset(stats, 0, sizeof(*stats));
	pvpatch_apply(&job, stats);
}
