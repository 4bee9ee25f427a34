/* SPDX-License-Identifier: GPL-2.0-only */
/* Sites as a test wants to ask about them. */
#ifndef TESTS_OBJTOOL_PV_CHECK_SITES_H
#define TESTS_OBJTOOL_PV_CHECK_SITES_H

#include "make_stock.h"

/** struct audit - a stock kernel, read */
struct audit {
	struct make_stock *make;
	struct binary *binary;
	struct tables tables;
};

/** audit_begin - make a binary of @make, which is taken over, and read all its tables */
void audit_begin(struct audit *audit, struct make_stock *make);

/** audit_end - free all of it */
void audit_end(struct audit *audit);

/** audit_table - the only table; fails if there is not exactly one, of @nsites sites */
const struct table *audit_table(const struct audit *audit, enum site_format format,
				size_t nsites);

/** site_is - fail unless @site has @form by the bytes called @label; NULL: any */
void site_is(const char *name, const struct site *site, enum site_form form,
	     const char *label);

/** site_may - fail unless @site may have @bytes, by the bytes called @label */
void site_may(const char *name, const struct site *site, const char *label,
	      const void *bytes);

/** site_has - fail unless @site has exactly @count legal sequences of bytes */
void site_has(const char *name, const struct site *site, int count);

#endif
