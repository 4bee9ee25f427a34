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

/**
 * pvpatch_classify - which of a site's legal forms are these bytes?
 * @site:   the site
 * @choice: what it may be
 * @bytes:  site->len bytes
 * @hint:   the form to try first; forms may have the same bytes, and the one that
 *          the caller expects is then the answer
 *
 * Return: an enum pvpatch_form, or -PVPATCH_EOLD if the bytes are none of them.
 * Context: any.
 */
int pvpatch_classify(const struct pvpatch_site *site,
		     const struct pvpatch_choice *choice,
		     const u8 *bytes, enum pvpatch_form hint)
{
	struct pvpatch_plan plan;
	unsigned int i;

	for (i = 0; i < PVPATCH_PLANS; i++) {
		unsigned int n = i < PVPATCH_FORMS ? (hint + i) % PVPATCH_FORMS : i;

		if (!pvpatch_legal(site, choice, n, &plan) &&
		    pvpatch_same(plan.bytes, bytes, site->len))
			return plan.form;
	}
	return -PVPATCH_EOLD;
}
