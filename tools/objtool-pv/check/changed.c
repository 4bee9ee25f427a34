// SPDX-License-Identifier: GPL-2.0-only
/*
 * A booted kernel beside its file: what the linker wrote and nothing may change since
 * is compared row by row.  A changed record of a site is reported at that site.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../sites/pvops.h"
#include "rules.h"

/* A table of rows between two symbols; @resolve says what a row of the file is about. */
struct constant {
	const char *name, *start, *stop;
	size_t row;
	u64 (*resolve)(u64 at, const u8 *row, const char **op);
};

static u64 site_of(u64 at, const u8 *row, const char **op)
{
	struct pvops_site site;

	memcpy(&site, row, sizeof(site));
	*op = pvops_op_label(site.op);
	return at + offsetof(struct pvops_site, offset) + (s64)site.offset;
}

static u64 thunk_of(u64 at, const u8 *row, const char **op)
{
	struct pvops_thunk thunk;

	memcpy(&thunk, row, sizeof(thunk));
	*op = pvops_op_label(thunk.op);
	return at + offsetof(struct pvops_thunk, offset) + (s64)thunk.offset;
}

static u64 itself(u64 at, const u8 *row, const char **op)
{
	(void)row;
	*op = "";
	return at;
}

_Static_assert(sizeof(struct pvops_audit) <= SITE_BYTES, "a finding shows a whole row");

#define BETWEEN(name)	name, "__start_pvops_" name, "__stop_pvops_" name

/* One without a second symbol has one row. */
static const struct constant constants[] = {
	{ BETWEEN("sites"), sizeof(struct pvops_site), site_of },
	{ BETWEEN("thunks"), sizeof(struct pvops_thunk), thunk_of },
	{ BETWEEN("templates"), sizeof(struct pvops_template), itself },
	{ BETWEEN("code"), 1, itself },
	{ "structs", "pvops_audit", NULL, sizeof(struct pvops_audit), itself },
};

static void compare_rows(struct checking *c, const struct constant *constant, u64 start,
			 const u8 *file, const u8 *now, u64 size)
{
	struct finding *f;
	const char *op;
	u64 at, about;

	for (at = 0; at + constant->row <= size; at += constant->row) {
		if (!memcmp(file + at, now + at, constant->row))
			continue;
		about = constant->resolve(start + at, file + at, &op);
		f = finding(c, RULE_CHANGED, about, NULL, "its record, number %llu of the "
			    "%s at %#llx, differs from the file's",
			    (unsigned long long)(at / constant->row), constant->name,
			    (unsigned long long)(start + at));
		snprintf(f->op, sizeof(f->op), "%s", op);
		finding_bytes(f, now + at, file + at, constant->row);
	}
}

/* False if there is nothing to compare with. */
static bool compare(struct checking *c, const struct constant *constant)
{
	const struct binary *binary = c->subject->binary;
	u64 at = binary_address(binary, constant->start);
	u64 size = constant->stop ? binary_address(binary, constant->stop) - at : constant->row;
	const struct binary_section *section = binary_section_at(binary, at);
	u8 *now;

	if (!section || !section->data || size > section->size - (at - section->addr))
		return false;
	now = xmalloc(size);
	if (!binary_read(binary, at, now, size))
		compare_rows(c, constant, at, section->data + (at - section->addr), now, size);
	free(now);
	return true;
}

void check_changed(struct checking *c)
{
	const struct tables *tables = &c->subject->tables;
	size_t i, missing = 0;

	if (c->subject->binary->state != BINARY_BOOTED || !tables->ntables ||
	    !pvops_of(tables->table[0]))
		return;
	for (i = 0; i < sizeof(constants) / sizeof(*constants); i++)
		missing += !compare(c, &constants[i]);
	if (missing)
		findings_unchecked(c->findings, "read-only records beside those of the kernel's "
				   "file: it was not given, or has them elsewhere");
}
