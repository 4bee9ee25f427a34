// SPDX-License-Identifier: GPL-2.0-only
/*
 * An indirect call must be known to the kernel, which replaces it.  The compiler's
 * own go to a thunk; one that assembly writes has its address in a section that only
 * object files still have, before they are linked.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../opcodes.h"
#include "rules.h"

#define SECTION		".discard.retpoline_safe"
#define REG(modrm)	((modrm) >> 3 & 7)

static int ascending(const void *a, const void *b)
{
	u32 one, other;

	memcpy(&one, a, sizeof(one));
	memcpy(&other, b, sizeof(other));
	return one < other ? -1 : one > other;
}

static bool is_indirect(const struct checking *c, const struct site *site)
{
	u8 head[2];

	return !site->bad && !binary_read(c->subject->binary, site->addr, head, 2) &&
	       head[0] == OPCODE_GROUP_5 && REG(head[1]) == 2;
}

/* Addresses of a relocatable file are close together: 32 bits tell them apart. */
void check_retpolines(struct checking *c)
{
	const struct binary_section *section = binary_section(c->subject->binary, SECTION);
	size_t i, count;
	u32 *safe;

	if (!section || !section->data || c->subject->binary->kind != BINARY_MODULE)
		return;
	count = section->size / sizeof(*safe);
	safe = xcalloc(count + 1, sizeof(*safe));
	memcpy(safe, section->data, count * sizeof(*safe));
	qsort(safe, count, sizeof(*safe), ascending);
	for (i = 0; i < c->nsites; i++) {
		u32 addr = c->sites[i]->addr;

		if (is_indirect(c, c->sites[i]) &&
		    !bsearch(&addr, safe, count, sizeof(*safe), ascending))
			finding(c, RULE_RETPOLINE, c->sites[i]->addr, c->sites[i],
				"an indirect call that is not in " SECTION);
	}
	free(safe);
}
