// SPDX-License-Identifier: GPL-2.0-only
/*
 * Are the shapes what the patcher makes?  Pads every unpadded shape with
 * pvops/patcher/encode.c and compares it with the form measured for it.  Prints a
 * line "ok - NAME" or "not ok - NAME" for each.
 */
#include <stdio.h>
#include <string.h>

#include "../../pvops/patcher/patcher.h"
#include "shapes.h"

#define SITE_LEN	5

static const struct shape *find(const char *op, const char *form)
{
	const struct shape *shape;

	for (shape = __start_shapes; shape < __stop_shapes; shape++)
		if (!strcmp(shape->op, op) && !strcmp(shape->form, form))
			return shape;
	return NULL;
}

static bool same(const struct shape *bare)
{
	struct pvpatch_code code = { .bytes = bare->start, .pad = PVPATCH_OWN_PREFIX };
	unsigned int spare, prefixes;
	const struct shape *padded;
	u8 site[SITE_LEN];
	char form[8];

	code.len = (u8)(bare->end - bare->start);
	spare = SITE_LEN - code.len;
	prefixes = spare < PVPATCH_PREFIX_MAX ? spare : PVPATCH_PREFIX_MAX;
	snprintf(form, sizeof(form), "p%u", prefixes);
	padded = find(bare->op, form);
	return padded && padded->end - padded->start == SITE_LEN &&
	       !pvpatch_pad(site, SITE_LEN, &code) &&
	       !memcmp(site, padded->start, SITE_LEN);
}

int main(void)
{
	const struct shape *shape;
	const struct shape *hook = find("hook", "p0");
	u8 nop[SITE_LEN];

	for (shape = __start_shapes; shape < __stop_shapes; shape++)
		if (!strcmp(shape->form, "bare"))
			printf("%s - %s is padded as the patcher does\n",
			       same(shape) ? "ok" : "not ok", shape->op);
	pvpatch_nop(nop, sizeof(nop));
	printf("%s - a hook is the patcher's NOP\n",
	       hook && !memcmp(nop, hook->start, sizeof(nop)) ? "ok" : "not ok");
	return 0;
}
