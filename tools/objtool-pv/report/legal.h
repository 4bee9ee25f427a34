/* SPDX-License-Identifier: GPL-2.0-only */
/* What a site may be, and why it is what it is, for people and as JSON. */
#ifndef OBJTOOL_PV_REPORT_LEGAL_H
#define OBJTOOL_PV_REPORT_LEGAL_H

#include <jansson.h>

#include "../sites/pvops.h"

/** legal_line - one sequence of bytes that is legal at @site, after @mark */
void legal_line(const struct site *site, const struct legal_bytes *legal, char mark);

/** legal_json - likewise */
json_t *legal_json(const struct site *site, const struct legal_bytes *legal);

#define WHY_TEXT	256

/** why_text - a sentence; @to is WHY_TEXT bytes */
void why_text(const struct site *site, const struct pvops_why *why, char *to);

/** why_json - why @site is what it is; null where there is no reason to tell */
json_t *why_json(const struct site *site);

/** later_lines - what becomes of @site when the kernel in this file boots */
void later_lines(const struct site *site);

/** later_json - likewise, an array */
json_t *later_json(const struct site *site);

#endif
