// SPDX-License-Identifier: GPL-2.0-only
/* Finding and judging templates; see the header. */
#include "../../../pvops/patcher/patcher.h"
#include "templates.h"

#define STACK_POINTER	4
#define MOST		1024	/* more templates than a backend has */

static const char *const op_names[] = {
#define PV_OP(group, name, kind, ret, params, args)	#group "." #name,
#include <asm/pvops/ops.def>
};

/* The templates that a row of the test was compared with. */
static bool expected[MOST];

static const uint8_t *code_of(const struct pvops_template *template)
{
	return (const uint8_t *)&template->code + template->code;
}

void has_row(const struct row *row)
{
	const struct pvops_template *t, *found = NULL;

	for (t = __start_pvops_templates; t < __stop_pvops_templates; t++) {
		if (t->op != row->op || t->variant != row->variant ||
		    (t->flags ^ row->flags) & PVOPS_T_NOTHUNK)
			continue;
		if (found)
			fail_msg("%s is there twice", row->name);
		found = t;
	}
	if (!found)
		fail_msg("%s is not there", row->name);
	expected[found - __start_pvops_templates] = true;
	same_number(row->name, found->flags, row->flags);
	same_number(row->name, found->len, row->code.len);
	same_bytes(row->name, code_of(found), row->code.bytes, found->len);
}

void has_family(const struct family *family)
{
	unsigned int reg;

	for (reg = 0; reg < 16; reg++) {
		struct row row = {
			family->name, family->op, reg, family->flags,
			family->code[reg]
		};

		if (reg != STACK_POINTER)
			has_row(&row);
	}
}

void has_only(unsigned int rows, unsigned int families)
{
	const struct pvops_template *t;

	assert_in_range(__stop_pvops_templates - __start_pvops_templates, 0, MOST);
	for (t = __start_pvops_templates; t < __stop_pvops_templates; t++) {
		assert_true(t->op < PVOPS_NR || t->op == PVOPS_T_ANY);
		if (!expected[t - __start_pvops_templates])
			fail_msg("%s, variant %u: the test has no row for this template",
				 t->op == PVOPS_T_ANY ? "any" : op_names[t->op], t->variant);
		assert_in_range(t->variant, 0, PVOPS_VARIANTS - 1);
		assert_in_range(t->len, 0, PVPATCH_SITE_MAX);
		same_number("unknown flags",
			    t->flags & ~(PVOPS_T_PREFIX | PVOPS_T_NOTHUNK), 0);
		if (t->flags & PVOPS_T_NOTHUNK)
			same_number("without a thunk", t->len, 0);
	}
	same_number("templates",
		    __stop_pvops_templates - __start_pvops_templates,
		    rows + 15 * families);
}
