/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of rules share with check.c and with each other. */
#ifndef OBJTOOL_PV_CHECK_RULES_H
#define OBJTOOL_PV_CHECK_RULES_H

#include "check.h"

/**
 * struct checking - one run
 * @subject:  what is checked
 * @findings: what was found
 * @sites:    every site, by ascending address; @nsites of them
 * @sound:    those whose record can be right, one for each address, the longest;
 *            @nsound of them
 * @decoding: how many bytes more may be decoded.  A kernel needs few of them, while
 *            symbols that overlap could have the same code decoded without end
 */
struct checking {
	struct subject *subject;
	struct findings *findings;
	const struct site **sites;
	size_t nsites;
	const struct site **sound;
	size_t nsound;
	u64 decoding;
};

/** finding - append one about a site or an address of this run */
#define finding(c, rule, addr, site, ...) \
	finding_add((c)->findings, (c)->subject, rule, addr, site, __VA_ARGS__)

/** sites_until - how many of @count @sites in order begin at or before @addr */
size_t sites_until(const struct site *const *sites, size_t count, u64 addr);

/** finding_bytes - add what is there and what should be, either of which may be NULL */
void finding_bytes(struct finding *finding, const u8 *found, const u8 *expected, u8 len);

/** check_trampoline - may the code of @op's trampoline at @addr be there?  @jump: that of jumps */
void check_trampoline(struct checking *c, u64 addr, unsigned int op, bool jump);

void check_places(struct checking *c);		/* record, text, overlap, symbol-inside */
void check_bytes(struct checking *c);		/* bytes, target, unreadable, residual, prefix */
void check_code(struct checking *c, void (*progress)(unsigned int percent));
						/* boundary, branch-inside */
void check_unrecorded(struct checking *c);	/* unrecorded */
void check_thunks(struct checking *c);		/* thunk */
void check_table(struct checking *c);		/* table, table-writable, endbr */
void check_binding(struct checking *c);		/* binding, state, modules */
void check_changed(struct checking *c);		/* changed */
void check_retpolines(struct checking *c);	/* retpoline */
void check_text(struct checking *c);		/* code */
void check_pages(struct checking *c);		/* writable, view */

#endif
