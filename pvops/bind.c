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
#include <linux/string.h>
#include <asm/alternative.h>
#include <asm/cpufeature.h>
#include "choice.h"
#include "internal.h"

extern const struct pvops_thunk __start_pvops_thunks[], __stop_pvops_thunks[];
extern const struct pvops_template __start_pvops_templates[];
extern const struct pvops_template __stop_pvops_templates[];
extern const u8 __start_pvops_code[], __stop_pvops_code[];

/* The table as an array: one pointer for each id. */
#define SLOTS(table)	((void *const *)(table))
static_assert(sizeof(struct pvops_table) == PVOPS_NR * sizeof(void *));

/* Tools that audit a running kernel look for it by this name. */
struct pvops_binding pvops_bound __ro_after_init;

/* On while thread-local descriptors are written as on bare metal (load_TLS()). */
DEFINE_STATIC_KEY_FALSE(pvops_native_tls);

/* A platform's set-up code may have cleared what it does not know. */
static void __init fill_gaps(void)
{
	void **slot = (void **)&pvops_table;
	unsigned int op;

	for (op = 0; op < PVOPS_NR; op++)
		if (!slot[op])
			slot[op] = SLOTS(&pvops_native_table)[op];
}

static void __init overlay_all(const struct pvops_backend *backend)
{
	const struct pvops_feature *feature;
	unsigned int i;

	pvops_overlay(&pvops_table, backend->table);
	pvops_overlay(&pvops_table, backend->paged_table);
	for (i = 0; (feature = pvops_used_feature(i)); i++)
		pvops_overlay(&pvops_table, feature->table);
	fill_gaps();
}

/* Where prefixes would cost more than a NOP: on this CPU, or at an operation on this host. */
static void __init pad_with_nops(bool nops[PVOPS_NR])
{
	const struct pvops_feature *feature;
	const u8 *op;
	unsigned int i;

	memset(nops, pvops_slow_prefixes(), PVOPS_NR);
	for (i = 0; (feature = pvops_used_feature(i)); i++)
		for (op = feature->nops; op && *op < PVOPS_NR; op++)
			nops[*op] = true;
}

static struct pvops_rows __init rows(const void *start, u32 count)
{
	return (struct pvops_rows){ .at = (u64)start, .count = count };
}

/* The kernel's own tables are read where they are. */
static void __init find_tables(struct pvops_binding *b)
{
	b->thunk = __start_pvops_thunks;
	b->template = __start_pvops_templates;
	b->code = __start_pvops_code;
	b->thunk_rows = rows(b->thunk, __stop_pvops_thunks - b->thunk);
	b->template_rows = rows(b->template, __stop_pvops_templates - b->template);
	b->code_rows = rows(b->code, __stop_pvops_code - b->code);
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

	overlay_all(backend);
	for (op = 0; op < PVOPS_NR; op++)
		pvops_bound.function[op] = (u64)SLOTS(&pvops_table)[op];
	find_tables(&pvops_bound);
	pad_with_nops(pvops_bound.nops);
	pvops_binding_index(&pvops_bound);
	if (pvops_table.cpu.load_tls == pvops_native_table.cpu.load_tls)
		static_branch_enable(&pvops_native_tls);
}

/**
 * pvops_choose - what may become of a site (struct pvpatch_job.choose)
 * @ctx:    unused
 * @site:   the site
 * @choice: its call targets and inline code
 *
 * Return: as pvops_binding_choose().
 * Context: any, after pvops_bind().
 */
int pvops_choose(void *ctx, const struct pvpatch_site *site,
		 struct pvpatch_choice *choice)
{
	return pvops_binding_choose(&pvops_bound, site, choice);
}

/* The call target for call-depth tracking: the padding that counts, then @target. */
static u64 counted(u64 target)
{
	return (u64)callthunks_translate_call_dest((void *)target);
}

/**
 * pvops_choose_live - the same for a site of the running kernel
 * @ctx:    unused
 * @site:   the site
 * @choice: its call targets and inline code
 *
 * With call-depth tracking every call goes to the padding before its target, which
 * counts it.  That begins after boot has patched the sites.
 *
 * Return: as pvops_binding_choose().
 * Context: text_mutex held.
 */
int pvops_choose_live(void *ctx, const struct pvpatch_site *site,
		      struct pvpatch_choice *choice)
{
	int err = pvops_choose(ctx, site, choice);

	if (err || choice->jump || !cpu_feature_enabled(X86_FEATURE_CALL_DEPTH))
		return err;
	choice->direct = counted(choice->direct);
	choice->indirect = counted(choice->indirect);
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
	return (void *)pvops_bound.function[op];
}

/**
 * pvops_bound_inline - has any site of this operation inline code?
 * @op: operation id, less than PVOPS_NR
 *
 * Context: any, after pvops_bind().
 */
bool pvops_bound_inline(unsigned int op)
{
	return pvops_binding_inline(&pvops_bound, op);
}

/**
 * pvops_bound_why - why a site is what it is
 * @site: the site
 * @want: the form that sites are to have
 * @form: what its bytes are: an enum pvpatch_form, or a negated enum pvpatch_err
 *
 * Context: any, after pvops_bind().
 */
struct pvops_why pvops_bound_why(const struct pvpatch_site *site, enum pvpatch_form want,
				 int form)
{
	return pvops_binding_why(&pvops_bound, site, want, form);
}

/**
 * pvops_table_drift - how many table entries differ from what was bound
 *
 * Return: 0 in a sound kernel; the log names each entry that differs.
 * Context: any, after pvops_bind().
 */
unsigned int pvops_table_drift(void)
{
	unsigned int op, drift = 0;

	for (op = 0; op < PVOPS_NR; op++) {
		void *bound = pvops_bound_function(op), *now = SLOTS(&pvops_table)[op];

		if (now == bound)
			continue;
		pr_err("%s changed from %pS to %pS after it was bound\n",
		       pvops_op_name(op), bound, now);
		drift++;
	}
	return drift;
}
