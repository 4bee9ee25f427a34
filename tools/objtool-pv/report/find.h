/* SPDX-License-Identifier: GPL-2.0-only */
/* From what a user writes to an address, and from an address to a site. */
#ifndef OBJTOOL_PV_FIND_H
#define OBJTOOL_PV_FIND_H

#include "../subject.h"

/**
 * find_address - the address that @text means (place_parse())
 *
 * Where several symbols have the name, it is the first one that leads to a site.
 *
 * Return: 0, or -1 with a reason.
 */
int find_address(const struct subject *subject, const char *text, u64 *addr,
		 struct error *error);

/** find_site - the site that @addr is in, or NULL */
const struct site *find_site(const struct subject *subject, u64 addr);

/** find_nearest - the site that begins nearest to @addr; NULL if there are no sites */
const struct site *find_nearest(const struct subject *subject, u64 addr);

#endif
