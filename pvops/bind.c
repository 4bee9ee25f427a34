// SPDX-License-Identifier: GPL-2.0-only
/*
 * Binding: from the table as the platform left it to what each site may become.
 * After this the patcher asks here and nowhere else, so that the answers cannot
 * change under it; a table that differs later is reported.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/printk.h>
#include <asm/alternative.h>
#include <asm/pvops/template.h>
#include "internal.h"

/* The record of a call target (pvops/thunk.h). */
struct pvops_thunk {
	s32 offset;
	u8 op;
	u8 variant;
	u16 unused;
};

extern const struct pvops_thunk __start_pvops_thunks[], __stop_pvops_thunks[];
extern const struct pvops_template __start_pvops_templates[];
extern const struct pvops_template __stop_pvops_templates[];

/* The table as an array: one pointer for each id. */
#define SLOTS(table)	((void *const *)(table))
static_assert(sizeof(struct pvops_table) == PVOPS_NR * sizeof(void *));

/* What each operation is bound to; row numbers count from 1, 0 is none. */
static void *function[PVOPS_NR] __ro_after_init;
static u16 thunk_row[PVOPS_NR][PVOPS_VARIANTS] __ro_after_init;
static u16 template_row[PVOPS_NR][PVOPS_VARIANTS] __ro_after_init;

static const bool returns_nothing[PVOPS_NR] = {
#define PVOPS_VOID_CALL		false
#define PVOPS_VOID_KEEP		false
#define PVOPS_VOID_OUT		false
#define PVOPS_VOID_IO		false
#define PVOPS_VOID_MAP		false
#define PVOPS_VOID_SHAPE	false
#define PVOPS_VOID_VCALL	true
#define PVOPS_VOID_VKEEP	true
#define PVOPS_VOID_IN		true
#define PVOPS_VOID_CIN		true
#define PVOPS_VOID_STORE	true
#define PVOPS_VOID_NONE		true
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = PVOPS_VOID_##kind,
#include <asm/pvops/ops.def>
};

/* On while thread-local descriptors are written as on bare metal (load_TLS()). */
DEFINE_STATIC_KEY_FALSE(pvops_native_tls);

static void *relative(const s32 *field)
{
	return (void *)field + *field;
}

/* Operations that the platform left out are the native ones. */
static void __init overlay(const struct pvops_table *upper)
{
	void **slot = (void **)&pvops_table;
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++) {
		if (upper && SLOTS(upper)[op])
			slot[op] = SLOTS(upper)[op];
		else if (!slot[op])
			slot[op] = SLOTS(&pvops_native_table)[op];
	}
}

static void __init bind_thunks(void)
{
	const struct pvops_thunk *thunk = __start_pvops_thunks;

	for (; thunk < __stop_pvops_thunks; thunk++)
		thunk_row[thunk->op][thunk->variant] =
			thunk - __start_pvops_thunks + 1;
}

static void __init bind_template(const struct pvops_template *template,
				 unsigned int op, unsigned int variant)
{
	if (function[op] == relative(&template->function))
		template_row[op][variant] = template - __start_pvops_templates + 1;
}

/* Code that looks at no register fits the sites of all variants. */
static void __init bind_any(const struct pvops_template *template)
{
	unsigned int op, variant;

	for (op = 0; op < PVOPS_NR; op++)
		for (variant = 0; returns_nothing[op] && variant < PVOPS_VARIANTS; variant++)
			bind_template(template, op, variant);
}

static void __init bind_templates(void)
{
	const struct pvops_template *template = __start_pvops_templates;

	for (; template < __stop_pvops_templates; template++) {
		if (template->op == PVOPS_T_ANY)
			bind_any(template);
		else
			bind_template(template, template->op, template->variant);
	}
}

/**
 * pvops_bind - fix what every operation's sites may become
 * @backend: the selected backend
 *
 * Context: boot CPU, before SMP, once.
 */
void __init pvops_bind(const struct pvops_backend *backend)
{
	unsigned int op;

	overlay(backend->table);
	for (op = 0; op < PVOPS_NR; op++)
		function[op] = SLOTS(&pvops_table)[op];
	bind_thunks();
	bind_templates();
	if (pvops_table.cpu.load_tls == pvops_native_table.cpu.load_tls)
		static_branch_enable(&pvops_native_tls);
}

/*
 * A template in the C convention fits sites that keep registers too, since it
 * uses only those that hold arguments or the result.
 */
static const struct pvops_template *find_template(unsigned int op,
						  unsigned int variant)
{
	u16 row = template_row[op][variant];

	if (variant == PVOPS_V_KEEP &&
	    (!row || __start_pvops_templates[row - 1].flags & PVOPS_T_BARE) &&
	    template_row[op][PVOPS_V_CALL])
		row = template_row[op][PVOPS_V_CALL];
	return row ? &__start_pvops_templates[row - 1] : NULL;
}

/* The function that sites of this variant call without a thunk, or NULL. */
static void *bare_function(unsigned int op, unsigned int variant)
{
	u16 row = template_row[op][variant];

	if (!row || !(__start_pvops_templates[row - 1].flags & PVOPS_T_BARE))
		return NULL;
	return relative(&__start_pvops_templates[row - 1].code);
}

/**
 * pvops_choose - what may become of a site (struct pvpatch_job.choose)
 * @ctx:    unused
 * @site:   the site
 * @choice: its call targets and inline code
 *
 * Return: 0, -PVPATCH_EOP or -PVPATCH_EVARIANT.
 * Context: any, after pvops_bind().
 */
int pvops_choose(void *ctx, const struct pvpatch_site *site,
		 struct pvpatch_choice *choice)
{
	const struct pvops_template *template;
	void *target;
	u16 row;

	if (site->op >= PVOPS_NR)
		return -PVPATCH_EOP;
	row = site->variant < PVOPS_VARIANTS ?
	      thunk_row[site->op][site->variant] : 0;
	if (!row)
		return -PVPATCH_EVARIANT;

	target = relative(&__start_pvops_thunks[row - 1].offset);
	choice->indirect = (u64)target;
	if (site->variant == PVOPS_V_CALL)
		target = function[site->op];
	choice->direct = (u64)(bare_function(site->op, site->variant) ?: target);

	choice->code = (struct pvpatch_code){ NULL };
	template = find_template(site->op, site->variant);
	if (template && !(template->flags & PVOPS_T_BARE)) {
		choice->code.bytes = relative(&template->code);
		choice->code.len = template->len;
		choice->code.prefix = template->flags & PVOPS_T_PREFIX;
	}
	return 0;
}

/**
 * pvops_bound_function - the implementation that an operation is bound to
 * @op: operation id, less than PVOPS_NR
 *
 * Context: any, after pvops_bind().
 */
void *pvops_bound_function(unsigned int op)
{
	return function[op];
}

/**
 * pvops_bound_inline - has any site of this operation inline code?
 * @op: operation id, less than PVOPS_NR
 *
 * Context: any, after pvops_bind().
 */
bool pvops_bound_inline(unsigned int op)
{
	unsigned int variant;

	for (variant = 0; variant < PVOPS_VARIANTS; variant++)
		if (template_row[op][variant] && !bare_function(op, variant))
			return true;
	return false;
}

/**
 * pvops_table_drift - how many table entries differ from what was bound
 *
 * Return: 0 in a sound kernel; each other one is named in the log.
 * Context: any, after pvops_bind().
 */
unsigned int pvops_table_drift(void)
{
	unsigned int op, drift = 0;

	for (op = 0; op < PVOPS_NR; op++) {
		if (SLOTS(&pvops_table)[op] == function[op])
			continue;
		pr_err("%s changed from %pS to %pS after it was bound\n",
		       pvops_op_name(op), function[op], SLOTS(&pvops_table)[op]);
		drift++;
	}
	return drift;
}
