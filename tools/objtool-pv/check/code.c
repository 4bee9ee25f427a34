// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that need the instructions around a site: it begins and ends with one, and none
 * goes into its middle.  Every function that has a site is decoded from its beginning;
 * where one cannot be, that is said and nothing is concluded from it.
 */
#include <stdlib.h>

#include "../alloc.h"
#include "../decode.h"
#include "rules.h"

#define FUNCTION_MAX	(4u << 20)
#define PREFIX_CS	0x2e

/* A function while it is decoded; sites from @first up to but not including @last. */
struct walk {
	struct checking *c;
	u64 start, end;
	u8 *code;
	size_t first, last;
	size_t next;		/* the first site that is not done */
};

static void off_boundary(struct walk *w, const struct site *site, const char *what, u64 at)
{
	finding(w->c, RULE_BOUNDARY, site->addr, site,
		"%s in the middle of the instruction at %#llx", what,
		(unsigned long long)at);
}

/* An instruction that begins with a site's bytes, which are all prefixes of it. */
static bool merged(const struct walk *w, const struct site *site)
{
	unsigned int i;

	for (i = 0; i < site->len; i++)
		if (w->code[site->addr - w->start + i] != PREFIX_CS)
			return false;
	return true;
}

/* The instruction at @at, against the sites that it touches. */
static void meet_sites(struct walk *w, u64 at, unsigned int len)
{
	const struct site *site;

	while (w->next < w->last) {
		site = w->c->sites[w->next];
		if (at + len <= site->addr)
			return;
		if (!site->bad && at < site->addr)
			off_boundary(w, site, "begins", at);
		else if (!site->bad && at < site->addr + site->len &&
			 at + len > site->addr + site->len &&
			 !(at == site->addr && merged(w, site)))
			off_boundary(w, site, "ends", at);
		if (at + len < site->addr + site->len)
			return;
		w->next++;
	}
}

static void check_branch(struct walk *w, u64 at, u64 target)
{
	size_t i = site_index(w->c, target);
	const struct site *site = i < w->c->nsites ? w->c->sites[i] : NULL;

	if (site && !site->bad && target > site->addr)
		finding(w->c, RULE_BRANCH, site->addr, site,
			"the branch at %#llx goes %u bytes into the site",
			(unsigned long long)at, (unsigned int)(target - site->addr));
}

/* False if it could not be decoded to its last site. */
static bool decode_function(struct walk *w)
{
	u64 size = w->end - w->start, at;
	struct insn insn;

	for (at = 0; at < size; at += insn.len) {
		if (decode(w->code + at, size - at, w->start + at, &insn))
			return w->next == w->last;
		meet_sites(w, w->start + at, insn.len);
		if (insn.branches)
			check_branch(w, w->start + at, insn.target);
	}
	return true;
}

/* Sites that nothing could be concluded about, and why. */
struct unknown {
	unsigned int nameless, undecoded;
};

/* The function that a site is in, and the sites that are in it, too. */
static void check_function(struct checking *c, size_t *i, struct unknown *unknown)
{
	const struct image *image = c->subject->image;
	struct walk w = { .c = c, .first = *i, .next = *i };

	if (!image_function(image, c->sites[*i]->addr, &w.start, &w.end)) {
		unknown->nameless++;
		++*i;
		return;
	}
	while (*i < c->nsites && c->sites[*i]->addr < w.end)
		++*i;
	w.last = *i;
	if (w.end - w.start > FUNCTION_MAX) {
		unknown->undecoded += w.last - w.first;
		return;
	}
	w.code = xmalloc(w.end - w.start);
	if (image_read(image, w.start, w.code, w.end - w.start) || !decode_function(&w))
		unknown->undecoded += w.last - w.next;
	free(w.code);
}

void check_code(struct checking *c, void (*progress)(unsigned int percent))
{
	struct unknown unknown = { 0 };
	size_t i = 0;

	while (i < c->nsites) {
		check_function(c, &i, &unknown);
		if (progress)
			progress(100 * i / c->nsites);
	}
	if (unknown.nameless)
		findings_unchecked(c->findings, "instruction boundaries at %u sites in code "
				   "without a symbol", unknown.nameless);
	if (unknown.undecoded)
		findings_unchecked(c->findings, "instruction boundaries at %u sites in "
				   "functions that could not be decoded", unknown.undecoded);
}
