// SPDX-License-Identifier: GPL-2.0-only
/* Comparing sites with what a test expects of them. */
#include "../check.h"
#include "check_sites.h"

void audit_begin(struct audit *audit, struct make_stock *make)
{
	struct error error = { "" };

	audit->make = make;
	audit->binary = make_stock_binary(make);
	if (tables_read(audit->binary, &audit->tables, &error))
		fail_msg("%s", error.text);
}

void audit_end(struct audit *audit)
{
	tables_free(&audit->tables);
	binary_free(audit->binary);
	make_stock_free(audit->make);
}

const struct table *audit_table(const struct audit *audit, enum site_format format,
				size_t nsites)
{
	assert_int_equal(audit->tables.ntables, 1);
	assert_int_equal(audit->tables.table[0]->format, format);
	assert_int_equal(audit->tables.table[0]->nsites, nsites);
	return audit->tables.table[0];
}

static const struct legal_bytes *find(const struct legal_bytes *legal, int count,
				  const struct site *site, const void *bytes)
{
	int i;

	for (i = 0; i < count; i++)
		if (!memcmp(legal[i].bytes, bytes, site->len))
			return &legal[i];
	return NULL;
}

void site_is(const char *name, const struct site *site, enum site_form form,
	     const char *label)
{
	struct legal_bytes legal[SITE_LEGAL_MAX];
	int count = site_legal_bytes(site, legal, SITE_LEGAL_MAX);
	const struct legal_bytes *found;
	u8 bytes[SITE_BYTES];

	if (site_form(site, bytes) != form)
		fail_msg("%s: is %s, not %s", name,
			 site_form_name(site_form(site, bytes)), site_form_name(form));
	if (!label)
		return;
	found = find(legal, count, site, bytes);
	if (!found || strcmp(found->label, label))
		fail_msg("%s: is \"%s\", not \"%s\"", name,
			 found ? found->label : "nothing legal", label);
}

void site_may(const char *name, const struct site *site, const char *label,
	      const void *bytes)
{
	struct legal_bytes legal[SITE_LEGAL_MAX];
	int i, count = site_legal_bytes(site, legal, SITE_LEGAL_MAX);

	for (i = 0; i < count; i++) {
		if (strcmp(legal[i].label, label))
			continue;
		same_bytes(name, legal[i].bytes, bytes, site->len);
		return;
	}
	fail_msg("%s: no legal bytes \"%s\"", name, label);
}

void site_has(const char *name, const struct site *site, int count)
{
	struct legal_bytes legal[SITE_LEGAL_MAX];

	same_number(name, site_legal_bytes(site, legal, SITE_LEGAL_MAX), count);
}
