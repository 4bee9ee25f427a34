// SPDX-License-Identifier: GPL-2.0-only
/*
 * Planning: from a site and its choice to the bytes that it is to have.  Pure: it
 * reads no text, so the same call gives the bytes to write, the bytes to expect
 * and the set of legal bytes that an audit compares with.
 */
#include "patcher.h"

/*
 * A call form: the call or the jump, after NOPs where the site is longer.  What is called
 * returns to the end of the site, whatever form the site has by then.
 */
static int plan_call(const struct pvpatch_site *site, bool jump, u64 target, u8 *bytes)
{
	unsigned int at = pvpatch_call_at(site->len);

	pvpatch_nop(bytes, at);
	return pvpatch_branch(bytes + at, jump, site->addr + at, target);
}

static int plan_inline(const struct pvpatch_site *site,
		       const struct pvpatch_code *code, struct pvpatch_plan *plan)
{
	plan->pad = pvpatch_pad_of(code, site->len);
	return pvpatch_pad(plan->bytes, site->len, code);
}

/**
 * pvpatch_plan - the bytes of one form of a site
 * @site:   the site
 * @choice: what it may become
 * @want:   the form wanted
 * @plan:   the bytes, and the form that they are
 *
 * Inline code that does not fit its site is not an error: a backend's sequence may
 * be longer than the native one that the site was made for, and is called then.
 *
 * Return: 0 or a negated enum pvpatch_err; @plan is undefined then.
 * Context: any.
 */
int pvpatch_plan(const struct pvpatch_site *site,
		 const struct pvpatch_choice *choice,
		 enum pvpatch_form want, struct pvpatch_plan *plan)
{
	if (site->len < PVPATCH_SITE_MIN || site->len > PVPATCH_SITE_MAX)
		return -PVPATCH_ELENGTH;
	plan->form = want;
	plan->pad = PVPATCH_NOPS;
	if (want == PVPATCH_INLINE) {
		if (choice->code.bytes && choice->code.len <= site->len)
			return plan_inline(site, &choice->code, plan);
		plan->form = PVPATCH_DIRECT;
	}
	return plan_call(site, choice->jump, plan->form == PVPATCH_DIRECT ?
			 choice->direct : choice->indirect, plan->bytes);
}

/**
 * pvpatch_legal - one of all plans that are legal at a site
 * @site:   the site
 * @choice: what it may become
 * @n:      which, less than PVPATCH_PLANS: the forms, and then inline code once more,
 *          with NOPs where the next instruction would take prefixes
 * @plan:   the bytes, and the form that they are
 *
 * Several may have the same bytes.  Which of two paddings a site was given depends on
 * the next instruction, which may have been another one when that was decided.
 *
 * Return: as pvpatch_plan().
 * Context: any.
 */
int pvpatch_legal(const struct pvpatch_site *site,
		  const struct pvpatch_choice *choice,
		  unsigned int n, struct pvpatch_plan *plan)
{
	struct pvpatch_choice nops;

	if (n < PVPATCH_FORMS)
		return pvpatch_plan(site, choice, n, plan);
	nops = *choice;
	if (choice->code.pad == PVPATCH_NEXT_PREFIX)
		nops.code.pad = PVPATCH_NOPS;
	return pvpatch_plan(site, &nops, PVPATCH_INLINE, plan);
}
