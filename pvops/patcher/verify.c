// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verification: is a site where a site may be, and are its bytes one of the forms
 * that it may have?
 */
#include "patcher.h"

/**
 * pvpatch_check - may there be a site at this place?
 * @site: the site
 * @text: the text that it claims to be in
 *
 * Return: 0 or a negated enum pvpatch_err.
 * Context: as text->contains().
 */
int pvpatch_check(const struct pvpatch_site *site,
		  const struct pvpatch_text *text)
{
	if (site->len < PVPATCH_SITE_MIN || site->len > PVPATCH_SITE_MAX)
		return -PVPATCH_ELENGTH;
	if (site->addr + site->len < site->addr ||
	    !text->contains(text->ctx, site->addr, site->len))
		return -PVPATCH_ETEXT;
	return 0;
}

static bool is_form(const struct pvpatch_site *site,
		    const struct pvpatch_choice *choice, const u8 *bytes,
		    enum pvpatch_form form, struct pvpatch_plan *plan)
{
	return !pvpatch_plan(site, choice, form, plan) &&
	       !memcmp(plan->bytes, bytes, site->len);
}

/**
 * pvpatch_classify - which of a site's legal forms are these bytes?
 * @site:   the site
 * @choice: what it may be
 * @bytes:  site->len bytes
 * @hint:   the form to try first; forms may have the same bytes, and the one that
 *          the caller expects is then the answer
 *
 * Prefixes of the instruction behind may be NOPs as well, and the other way round: when
 * the site was patched, that instruction may have been another one.
 *
 * Return: an enum pvpatch_form, or -PVPATCH_EOLD if the bytes are none of them.
 * Context: any.
 */
int pvpatch_classify(const struct pvpatch_site *site,
		     const struct pvpatch_choice *choice,
		     const u8 *bytes, enum pvpatch_form hint)
{
	struct pvpatch_choice other;
	struct pvpatch_plan plan;
	unsigned int i;

	for (i = 0; i < PVPATCH_FORMS; i++) {
		enum pvpatch_form form = (hint + i) % PVPATCH_FORMS;

		if (is_form(site, choice, bytes, form, &plan))
			return plan.form;
	}
	if (choice->code.len || choice->nops)
		return -PVPATCH_EOLD;
	other = *choice;
	other.code.prefix = !choice->code.prefix;
	if (is_form(site, &other, bytes, PVPATCH_INLINE, &plan))
		return plan.form;
	return -PVPATCH_EOLD;
}
