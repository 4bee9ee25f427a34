// SPDX-License-Identifier: GPL-2.0-only
/* Collecting findings. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "rules.h"

/* Room for one more; a table of a million bad records is no reason to run out of memory. */
static struct finding *room(struct findings *findings)
{
	if (findings->count == FINDINGS_MAX) {
		findings->dropped++;
		return &findings->finding[FINDINGS_MAX - 1];
	}
	findings->finding = xgrow_array(findings->finding, findings->count,
					sizeof(*findings->finding));
	return &findings->finding[findings->count++];
}

struct finding *finding_add(struct findings *findings, const struct subject *subject,
			    enum rule rule, u64 addr, const struct site *site,
			    const char *format, ...)
{
	struct finding *finding = room(findings);
	va_list args;

	memset(finding, 0, sizeof(*finding));
	finding->rule = rule;
	finding->addr = addr;
	finding->site = site;
	binary_place(subject->binary, addr, finding->place);
	if (site)
		snprintf(finding->op, sizeof(finding->op), "%s", site_op(site));
	va_start(args, format);
	vsnprintf(finding->message, sizeof(finding->message), format, args);
	va_end(args);
	return finding;
}

void finding_bytes(struct finding *finding, const u8 *found, const u8 *expected, u8 len)
{
	if (found) {
		memcpy(finding->found, found, len);
		finding->nfound = len;
	}
	if (expected) {
		memcpy(finding->expected, expected, len);
		finding->nexpected = len;
	}
}

void findings_unchecked(struct findings *findings, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = xstrdup("out of memory");
	va_end(args);
	findings->unchecked = xgrow_array(findings->unchecked, findings->nunchecked,
					  sizeof(*findings->unchecked));
	findings->unchecked[findings->nunchecked++] = text;
}

void findings_free(struct findings *findings)
{
	size_t i;

	for (i = 0; i < findings->nunchecked; i++)
		free(findings->unchecked[i]);
	free(findings->unchecked);
	free(findings->finding);
	memset(findings, 0, sizeof(*findings));
}
