/* SPDX-License-Identifier: GPL-2.0-only */
/* What a site's bytes do, told without what another link or another boot moves. */
#ifndef OBJTOOL_PV_MEANING_H
#define OBJTOOL_PV_MEANING_H

#include "site.h"

/* Enough: 64 bytes hold 12 calls, and a name in it is cut at 200 characters. */
#define MEANING_TEXT	4096

/**
 * site_meaning - the bytes of @site, with names in the place of what they point to
 * @text: the site as site_describe() has it
 * @to:   at least MEANING_TEXT bytes, always terminated
 *
 * Displacements of calls and jumps, and the slots that these are made through, become
 * symbol+offset; all other bytes stay as they are.
 */
void site_meaning(const struct site *site, const struct site_text *text, char *to);

#endif
