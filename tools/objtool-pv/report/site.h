/* SPDX-License-Identifier: GPL-2.0-only */
/* One call site, for people and as JSON. */
#ifndef OBJTOOL_PV_REPORT_SITE_H
#define OBJTOOL_PV_REPORT_SITE_H

#include <jansson.h>

#include "../subject.h"
#include "insns.h"
#include "text.h"

/**
 * struct site_text - a site, for a person
 * @place:  as place_text()
 * @addr:   the first word of it
 * @symbol: the rest, or ""
 * @form:   what its bytes are
 * @bytes:  the bytes; nothing if they are not there
 * @nbytes: how many
 * @hex:    likewise
 * @insns:  the instructions, or why there are none
 */
struct site_text {
	char place[BINARY_PLACE];
	const char *addr, *symbol;
	enum site_form form;
	u8 bytes[SITE_BYTES];
	u8 nbytes;
	char hex[TEXT_HEX(SITE_BYTES)];
	char insns[INSNS_TEXT];
};

/** site_describe - all that a line about @site says */
void site_describe(const struct site *site, struct site_text *to);

/** site_place - its place alone, in two words */
void site_place(const struct site *site, struct site_text *to);

/** site_json - everything that is known of @site */
json_t *site_json(const struct site *site);

/** site_next - for a walk over all sites, by table; NULL begins it and is its end */
const struct site *site_next(const struct subject *subject, const struct site *site);

/** struct site_widths - of the columns of a table of sites, from SITE_WIDTHS on */
struct site_widths {
	int addr, symbol, op, bytes;
};

#define SITE_WIDTHS	{ sizeof("ADDRESS") - 1, sizeof("SYMBOL") - 1, \
			  sizeof("OP") - 1, sizeof("BYTES") - 1 }

/** site_widen - make room for @site */
void site_widen(struct site_widths *widths, const struct site *site);

/** site_heading - the line above the first site */
void site_heading(const struct site_widths *widths);

/** site_line - one site, in columns */
void site_line(const struct site_widths *widths, const struct site *site);

#endif
