// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pass over a table of sites in two halves.  The first plans and verifies each
 * site and writes it once; the second, when all writes are done, reads each back
 * and alone decides what it counts as.  A site that fails keeps what it has.
 */
#include "patcher.h"

/*
 * The last site that was found sound, for the cheap half of the overlap check, and
 * how far up text has been looked at: from there on nothing can be queued.
 */
struct span {
	u64 start, end;
	u64 top;
};

/*
 * Neighbours in the table are compared here; a site that overlaps any other one
 * finds bytes there that are not legal.  Only a site whose own bytes are legal
 * claims them, so that a damaged record does not cost its neighbour's site.
 */
static bool claim(struct span *last, const struct pvpatch_site *site)
{
	u64 start = site->addr, end = site->addr + site->len;

	if (start < last->end && end > last->start)
		return false;
	last->start = start;
	last->end = end;
	return true;
}

/* What is still queued below @top may be about to change the bytes of this site. */
static void settle(const struct pvpatch_text *text, struct span *last,
		   const struct pvpatch_site *site)
{
	if (site->addr < last->top)
		text->finish(text->ctx);
	last->top = site->addr + site->len;
}

/* Jumps of a running kernel are looked at, and not written. */
static bool is_fixed(const struct pvpatch_job *job, const struct pvpatch_choice *choice)
{
	return job->text->running && choice->jump;
}

/* All checks of a site that do not depend on its own bytes. */
static int prepare(const struct pvpatch_job *job, const struct pvpatch_site *site,
		   struct pvpatch_choice *choice, struct pvpatch_plan *plan)
{
	int err = pvpatch_check(site, job->text);

	if (err)
		return err;
	if (job->text->held && job->text->held(job->text->ctx, site->addr, site->len))
		return -PVPATCH_EHELD;
	err = job->choose(job->ctx, site, choice);
	if (err)
		return err;
	return pvpatch_resolve(site, job->text, choice, job->want, plan);
}

/* Write the plan if the bytes there are legal and others; true if it wrote. */
static bool write_site(const struct pvpatch_job *job, struct span *last,
		       const struct pvpatch_site *site)
{
	const struct pvpatch_text *text = job->text;
	struct pvpatch_choice choice;
	struct pvpatch_plan plan, call;
	u8 old[PVPATCH_SITE_MAX];

	if (prepare(job, site, &choice, &plan))
		return false;
	settle(text, last, site);
	if (text->read(text->ctx, site->addr, old, site->len))
		return false;
	if (pvpatch_same(old, plan.bytes, site->len)) {
		claim(last, site);
		return false;
	}
	if (pvpatch_plan(site, &choice, PVPATCH_INDIRECT, &call))
		return false;
	if (!pvpatch_same(old, call.bytes, site->len) &&
	    pvpatch_classify(site, &choice, old, PVPATCH_DIRECT) < 0)
		return false;
	if (!claim(last, site) || is_fixed(job, &choice))
		return false;
	return !text->write(text->ctx, site->addr, plan.bytes, site->len,
			    call.bytes);
}

/* The form that a site now has, or why it does not have the one wanted. */
static int judge_site(const struct pvpatch_job *job, struct span *last,
		      const struct pvpatch_site *site)
{
	const struct pvpatch_text *text = job->text;
	struct pvpatch_choice choice;
	struct pvpatch_plan plan;
	u8 now[PVPATCH_SITE_MAX];
	int form, err = prepare(job, site, &choice, &plan);

	if (err)
		return err;
	if (text->read(text->ctx, site->addr, now, site->len))
		return -PVPATCH_EREAD;
	form = pvpatch_same(now, plan.bytes, site->len) ? (int)plan.form :
	       pvpatch_classify(site, &choice, now, job->want);
	if (form < 0)
		return form;
	if (!claim(last, site))
		return -PVPATCH_EOVERLAP;
	if (form == (int)plan.form)
		return form;
	return is_fixed(job, &choice) ? -PVPATCH_EFIXED : -PVPATCH_EREADBACK;
}

static void count(const struct pvpatch_job *job, const struct pvpatch_site *site, int got,
		  struct pvpatch_stats *stats)
{
	stats->sites++;
	if (got >= 0) {
		stats->forms[got]++;
	} else if (got == -PVPATCH_EHELD) {
		stats->held++;
	} else if (got == -PVPATCH_EFIXED) {
		stats->fixed++;
	} else {
		stats->failed++;
		if (job->failed)
			job->failed(job->ctx, site, got);
	}
}

/**
 * pvpatch_apply - give every site of a table the form that is wanted
 * @job:   the table, its text, what each site may become
 * @stats: what was done; the counters are added to
 *
 * Context: as job->text's functions.
 */
void pvpatch_apply(const struct pvpatch_job *job, struct pvpatch_stats *stats)
{
	struct span last = { 0 };
	struct pvpatch_site site;
	u32 i;

	for (i = 0; i < job->count; i++) {
		if (!job->site(job->ctx, i, &site) &&
		    write_site(job, &last, &site))
			stats->wrote++;
	}
	job->text->finish(job->text->ctx);

	last = (struct span){ 0 };
	for (i = 0; i < job->count; i++) {
		if (!job->site(job->ctx, i, &site))
			count(job, &site, judge_site(job, &last, &site), stats);
	}
}
