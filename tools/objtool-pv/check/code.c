// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules that need the instructions around a site: it begins and ends with one, and none
 * goes into its middle.  Every function that has a site is decoded from its beginning;
 * where one cannot be, that is said and nothing is concluded from it.
 */
#include <stdlib.h>

#include "../alloc.h"
#include "../decode.h"
#include "../opcodes.h"
#include "../sites/pvops.h"
#include "rules.h"

#define FUNCTION_MAX	(4u << 20)

/* A function while it is decoded; sites from @next up to but not including @last. */
struct walk {
	struct checking *c;
	u64 start, end;
	u8 *code;
	size_t next, last;
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

static u8 opcode_of(const struct site *site)
{
	return pvops_of(site->table) && site->variant == PVOPS_V_JUMP ? OPCODE_JMP :
								       OPCODE_CALL;
}

/*
 * The instruction at @at, against the sites that it touches.  One that runs out of a
 * site is none: the site's bytes are damaged, and what is after it begins at its end.
 * A site that begins or ends with its call or jump is not damaged: then its length is wrong.
 *
 * Return: where the next instruction begins.
 */
static u64 meet_sites(struct walk *w, u64 at, unsigned int len)
{
	u64 after = at + len;

	for (; w->next < w->last; w->next++) {
		const struct site *site = w->c->sound[w->next];
		u64 end = site->addr + site->len;

		if (after <= site->addr)
			break;
		if (at < site->addr) {
			off_boundary(w, site, "begins", at);
		} else if (at < end && after > end &&
			   !(at == site->addr && merged(w, site))) {
			off_boundary(w, site, "ends", at);
			if (w->code[site->addr - w->start] != opcode_of(site) &&
			    w->code[at - w->start] != opcode_of(site))
				after = end;
		}
		if (after < end)
			break;
	}
	return after;
}

/* No instruction is at @at: if a site is, its bytes are damaged, and the code goes on. */
static bool skip_site(struct walk *w, u64 at, u64 *after)
{
	const struct site *site;

	if (w->next == w->last)
		return false;
	site = w->c->sound[w->next];
	if (at < site->addr || at - site->addr >= site->len)
		return false;
	w->next++;
	*after = site->addr + site->len;
	return true;
}

/* Code for a site may have branches of its own. */
static void check_branch(struct walk *w, u64 at, u64 target)
{
	const struct checking *c = w->c;
	size_t i = sites_until(c->sound, c->nsound, target);

	while (i-- > 0 && target - c->sound[i]->addr < SITE_BYTES) {
		const struct site *site = c->sound[i];
		u64 inside = target - site->addr;

		if (!inside || inside >= site->len || at - site->addr < site->len)
			continue;
		finding(w->c, RULE_BRANCH, site->addr, site,
			"the branch at %#llx goes %u bytes into the site",
			(unsigned long long)at, (unsigned int)inside);
		return;
	}
}

/* False if it could not be decoded to its last site. */
static bool decode_function(struct walk *w)
{
	u64 at, after;
	struct insn insn;

	for (at = w->start; at < w->end; at = after) {
		if (decode(w->code + (at - w->start), w->end - at, at, &insn)) {
			if (!skip_site(w, at, &after))
				return w->next == w->last;
			continue;
		}
		after = meet_sites(w, at, insn.len);
		if (insn.branches)
			check_branch(w, at, insn.target);
	}
	return true;
}

/* Sites that nothing could be concluded about, and why. */
struct unknown {
	unsigned int nameless, undecoded;
};

/* A function that says how long it is holds all of its sites. */
static void check_end(struct checking *c, const struct site *site,
		      const struct binary_symbol *function, u64 end)
{
	if (function->size && end - site->addr < site->len)
		finding(c, RULE_BOUNDARY, site->addr, site, "ends after %.128s",
			function->name);
}

/* The function that a site is in, and the sites that are in it, too. */
static void check_function(struct checking *c, size_t *i, struct unknown *unknown)
{
	const struct binary *binary = c->subject->binary;
	u64 addr = c->sound[*i]->addr, size;
	struct walk w = { .c = c, .next = *i };
	const struct binary_symbol *function = binary_function(binary, addr, &w.start, &w.end);

	if (!function || addr < w.start || addr >= w.end) {
		unknown->nameless++;
		++*i;
		return;
	}
	for (; *i < c->nsound && c->sound[*i]->addr < w.end; ++*i)
		check_end(c, c->sound[*i], function, w.end);
	w.last = *i;
	size = w.end - w.start;
	if (size > FUNCTION_MAX || size > c->decoding) {
		unknown->undecoded += w.last - w.next;
		return;
	}
	c->decoding -= size;
	w.code = xmalloc(size);
	if (binary_read(binary, w.start, w.code, size) || !decode_function(&w))
		unknown->undecoded += w.last - w.next;
	free(w.code);
}

void check_code(struct checking *c, void (*progress)(unsigned int percent))
{
	struct unknown unknown = { 0 };
	size_t i = 0;

	while (i < c->nsound) {
		check_function(c, &i, &unknown);
		if (progress)
			progress(100 * i / c->nsound);
	}
	if (unknown.nameless)
		findings_unchecked(c->findings, "instruction boundaries at %u sites in code "
				   "without a symbol", unknown.nameless);
	if (unknown.undecoded)
		findings_unchecked(c->findings, "instruction boundaries at %u sites in "
				   "functions that could not be decoded", unknown.undecoded);
}
