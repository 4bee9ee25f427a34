// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a binding to the choice of a site.  Records hold addresses relative to their
 * own fields; they are resolved at the address that a record has in the patched
 * kernel, wherever its bytes are read.
 */
#include <asm/pvops/kinds.def>
#include "choice.h"

static const bool returns_nothing[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = PVOPS_KIND_##kind(PVOPS_RETURNS_NOTHING),
#include <asm/pvops/ops.def>
};

/* The address in a field of row @row, counted from 0. */
#define RELATIVE(binding, table, row, field)				\
	((binding)->table##_rows.at + (row) * sizeof(*(binding)->table) + \
	 offsetof(typeof(*(binding)->table), field) +			\
	 (s64)(binding)->table[row].field)

/**
 * pvops_thunk_target - the call target that a row announces
 * @binding: the tables
 * @row:     number of the row, from 0
 *
 * Context: any.
 */
u64 pvops_thunk_target(const struct pvops_binding *binding, u32 row)
{
	return RELATIVE(binding, thunk, row, offset);
}

/**
 * pvops_template_function - the implementation that a template stands for
 * @binding: the tables
 * @row:     number of the row, from 0
 *
 * Context: any.
 */
u64 pvops_template_function(const struct pvops_binding *binding, u32 row)
{
	return RELATIVE(binding, template, row, function);
}

static void __init index_thunks(struct pvops_binding *b)
{
	u32 row;

	for (row = 0; row < b->thunk_rows.count; row++)
		if (b->thunk[row].op < PVOPS_NR && b->thunk[row].variant < PVOPS_VARIANTS)
			b->thunk_row[b->thunk[row].op][b->thunk[row].variant] = row + 1;
}

static void __init index_template(struct pvops_binding *b, u32 row,
				  unsigned int op, unsigned int variant)
{
	if (b->function[op] == pvops_template_function(b, row))
		b->template_row[op][variant] = row + 1;
}

/* Code that looks at no register fits the sites of all variants. */
static void __init index_any(struct pvops_binding *b, u32 row)
{
	unsigned int op, variant;

	for (op = 0; op < PVOPS_NR; op++)
		for (variant = 0; returns_nothing[op] && variant < PVOPS_VARIANTS; variant++)
			index_template(b, row, op, variant);
}

static void __init index_templates(struct pvops_binding *b)
{
	u32 row;

	for (row = 0; row < b->template_rows.count; row++) {
		if (b->template[row].op == PVOPS_T_ANY)
			index_any(b, row);
		else if (b->template[row].op < PVOPS_NR &&
			 b->template[row].variant < PVOPS_VARIANTS)
			index_template(b, row, b->template[row].op,
				       b->template[row].variant);
	}
}

/**
 * pvops_binding_index - find the rows that apply, once the functions are known
 * @binding: tables and functions; each table has at most PVOPS_ROWS_MAX rows
 *
 * Rows that name no operation or variant are passed over.
 *
 * Context: any; in the kernel, boot only.
 */
void __init pvops_binding_index(struct pvops_binding *binding)
{
	index_thunks(binding);
	index_templates(binding);
}

static bool has_no_thunk(const struct pvops_binding *b, u16 row)
{
	return row && b->template[row - 1].flags & PVOPS_T_NOTHUNK;
}

/* A site becomes prefixes of the next instruction only if its template has no code. */
static enum pvpatch_pad pad_of(const struct pvops_binding *b, unsigned int op,
			       const struct pvops_template *template)
{
	if (b->nops[op])
		return PVPATCH_NOPS;
	if (!template->len)
		return PVPATCH_NEXT_PREFIX;
	return template->flags & PVOPS_T_PREFIX ? PVPATCH_OWN_PREFIX : PVPATCH_NOPS;
}

/* The inline code of a row; code outside the kernel's template code cannot be used. */
static int get_code(const struct pvops_binding *b, unsigned int op, u16 row,
		    struct pvpatch_code *code)
{
	const struct pvops_template *template = &b->template[row - 1];
	u64 from = RELATIVE(b, template, row - 1, code) - b->code_rows.at;

	if (from > b->code_rows.count || template->len > b->code_rows.count - from)
		return -PVPATCH_ETEMPLATE;
	code->bytes = b->code + from;
	code->len = template->len;
	code->pad = pad_of(b, op, template);
	return 0;
}

/**
 * pvops_binding_choose - what may become of a site
 * @b:      the indexed binding
 * @site:   the site
 * @choice: its call targets and inline code
 *
 * Return: 0, -PVPATCH_EOP, -PVPATCH_EVARIANT, or -PVPATCH_ETEMPLATE if the code of
 * the template is not among the kernel's.
 * Context: any.
 */
int pvops_binding_choose(const struct pvops_binding *b,
			 const struct pvpatch_site *site,
			 struct pvpatch_choice *choice)
{
	u16 row;

	if (site->op >= PVOPS_NR)
		return -PVPATCH_EOP;
	row = site->variant < PVOPS_VARIANTS ? b->thunk_row[site->op][site->variant] : 0;
	if (!row)
		return -PVPATCH_EVARIANT;

	choice->indirect = pvops_thunk_target(b, row - 1);
	choice->jump = site->variant == PVOPS_V_JUMP;
	choice->direct = site->variant == PVOPS_V_CALL || choice->jump ?
			 b->function[site->op] : choice->indirect;
	row = b->template_row[site->op][site->variant];
	if (row && !has_no_thunk(b, row))
		return get_code(b, site->op, row, &choice->code);
	choice->code = (struct pvpatch_code){ .bytes = NULL };
	if (row)
		choice->direct = RELATIVE(b, template, row - 1, code);
	if (site->variant != PVOPS_V_KEEP)
		return 0;
	/*
	 * A template in the C convention fits sites that keep registers too, since it
	 * uses only those that hold arguments or the result.
	 */
	row = b->template_row[site->op][PVOPS_V_CALL];
	return row && !has_no_thunk(b, row) ? get_code(b, site->op, row, &choice->code) : 0;
}

/* What the best form is, and what keeps it from being better. */
static enum pvops_reason best(const struct pvops_binding *b, const struct pvpatch_site *site,
			      const struct pvpatch_choice *choice)
{
	bool thunk = choice->direct == choice->indirect;

	if (choice->code.bytes && choice->code.len <= site->len)
		return PVOPS_WHY_CODE;
	if (choice->code.bytes)
		return thunk ? PVOPS_WHY_LONG_THUNK : PVOPS_WHY_LONG;
	if (has_no_thunk(b, b->template_row[site->op][site->variant]))
		return PVOPS_WHY_KEEPS;
	return thunk ? PVOPS_WHY_NO_CODE_THUNK : PVOPS_WHY_NO_CODE;
}

static struct pvops_why because(enum pvops_reason reason, u8 code)
{
	return (struct pvops_why){ reason, code };
}

/**
 * pvops_binding_why - why a site is what it is
 * @b:    the indexed binding
 * @site: the site
 * @want: the form that sites are to have
 * @form: what its bytes are: an enum pvpatch_form, or a negated enum pvpatch_err
 *
 * Context: any.
 */
struct pvops_why pvops_binding_why(const struct pvops_binding *b,
				   const struct pvpatch_site *site,
				   enum pvpatch_form want, int form)
{
	enum pvops_reason reason = PVOPS_WHY_MODE;
	struct pvpatch_choice choice;

	if (pvops_binding_choose(b, site, &choice))
		return because(PVOPS_WHY_RECORD, 0);
	if (form == -PVPATCH_EHELD)
		return because(PVOPS_WHY_HELD, 0);
	if (form < 0)
		return because(form == -PVPATCH_EOLD ? PVOPS_WHY_OLD : PVOPS_WHY_RECORD, 0);
	if (want == PVPATCH_INLINE)
		reason = best(b, site, &choice);
	if (want == PVPATCH_INLINE && reason != PVOPS_WHY_CODE)
		want = PVPATCH_DIRECT;
	if (form != (int)want)
		return because(choice.jump ? PVOPS_WHY_JUMP : PVOPS_WHY_OTHER, 0);
	return because(reason, reason == PVOPS_WHY_LONG || reason == PVOPS_WHY_LONG_THUNK ?
		       choice.code.len : 0);
}

static const char *const sentences[PVOPS_REASONS_NR] = {
#define SENTENCE(name, sentence) \
	[PVOPS_WHY_##name] = sentence,
	PVOPS_REASONS(SENTENCE)
};

/**
 * pvops_reason_text - a reason in words
 * @reason: the reason, less than PVOPS_REASONS_NR
 *
 * Return: a constant string, to be read after the name of a form.
 * Context: any.
 */
const char *pvops_reason_text(enum pvops_reason reason)
{
	return sentences[reason];
}

/**
 * pvops_binding_inline - has any site of this operation inline code?
 * @b:  the indexed binding
 * @op: operation id, less than PVOPS_NR
 *
 * Context: any.
 */
bool pvops_binding_inline(const struct pvops_binding *b, unsigned int op)
{
	unsigned int variant;

	for (variant = 0; variant < PVOPS_VARIANTS; variant++)
		if (b->template_row[op][variant] && !has_no_thunk(b, b->template_row[op][variant]))
			return true;
	return false;
}
