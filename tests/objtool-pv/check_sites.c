// SPDX-License-Identifier: GPL-2.0-only
/* Comparing sites with what a test expects of them. */
#include "../check.h"
#include "check_sites.h"

void audit_begin(struct audit *audit, struct make_stock *make)
{
	struct error error = { "" };

	audit->make = make;
	audit->image = make_stock_image(make);
	if (tables_read(audit->image, &audit->tables, &error))
		fail_msg("%s", error.text);
}

void audit_end(struct audit *audit)
{
	tables_free(&audit->tables);
	image_free(audit->image);
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

static const struct variant *find(const struct variant *variants, int count,
				  const struct site *site, const void *bytes)
{
	int i;

	for (i = 0; i < count; i++)
		if (!memcmp(variants[i].bytes, bytes, site->len))
			return &variants[i];
	return NULL;
}

void site_is(const char *name, const struct site *site, enum site_form form,
	     const char *label)
{
	struct variant variants[SITE_VARIANTS];
	int count = site_variants(site, variants, SITE_VARIANTS);
	const struct variant *found;
	u8 bytes[SITE_BYTES];

	if (site_form(site, bytes) != form)
		fail_msg("%s: is %s, not %s", name,
			 site_form_name(site_form(site, bytes)), site_form_name(form));
	if (!label)
		return;
	found = find(variants, count, site, bytes);
	if (!found || strcmp(found->label, label))
		fail_msg("%s: is \"%s\", not \"%s\"", name,
			 found ? found->label : "nothing legal", label);
}

void site_may(const char *name, const struct site *site, const char *label,
	      const void *bytes)
{
	struct variant variants[SITE_VARIANTS];
	int i, count = site_variants(site, variants, SITE_VARIANTS);

	for (i = 0; i < count; i++) {
		if (strcmp(variants[i].label, label))
			continue;
		same_bytes(name, variants[i].bytes, bytes, site->len);
		return;
	}
	fail_msg("%s: no variant \"%s\"", name, label);
}

void site_has(const char *name, const struct site *site, int count)
{
	struct variant variants[SITE_VARIANTS];

	same_number(name, site_variants(site, variants, SITE_VARIANTS), count);
}
