// SPDX-License-Identifier: GPL-2.0-only
/* What can be asked of a site, whatever its format. */
#include <string.h>

#include "pvops.h"
#include "site.h"

static const char *const forms[FORMS] = {
	[FORM_INDIRECT]		= "indirect",
	[FORM_DIRECT]		= "direct",
	[FORM_INLINE]		= "inline",
	[FORM_NONE]		= "none",
	[FORM_ILLEGAL]		= "illegal",
	[FORM_UNREADABLE]	= "unreadable",
};

static const char *const formats[FORMATS] = {
	[FORMAT_PVOPS]		= ".pvops_sites",
	[FORMAT_PARAVIRT]	= ".parainstructions",
	[FORMAT_ALTERNATIVE]	= ".altinstructions",
	[FORMAT_STATIC_CALL]	= ".static_call_sites",
};

const char *site_form_name(enum site_form form)
{
	return forms[form];
}

const char *format_name(enum site_format format)
{
	return formats[format];
}

const char *site_op(const struct site *site)
{
	return site->op < site->table->nops ? site->table->ops[site->op].name : "unknown";
}

unsigned int site_call_at(const struct site *site)
{
	return pvops_of(site->table) ? pvpatch_call_at(site->len) : 0;
}

int site_legal_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	int count;

	if (site->bad || site->len > SITE_BYTES)
		return -1;
	count = site->table->legal_bytes(site, to, max);
	if (count <= 0 || site->table->binary->state == BINARY_BUILT)
		return count;
	return counted_bytes(site, to, count, max);
}

enum site_form site_form(const struct site *site, u8 *bytes)
{
	struct legal_bytes legal[SITE_LEGAL_MAX];
	u8 now[SITE_BYTES];
	int i, count;

	if (!bytes)
		bytes = now;
	memset(bytes, 0, SITE_BYTES);
	if (site->len > SITE_BYTES ||
	    binary_read(site->table->binary, site->addr, bytes, site->len))
		return FORM_UNREADABLE;
	count = site_legal_bytes(site, legal, SITE_LEGAL_MAX);
	for (i = 0; i < count; i++)
		if (!memcmp(legal[i].bytes, bytes, site->len))
			return legal[i].form;
	return FORM_ILLEGAL;
}
