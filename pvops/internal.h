/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the framework share with each other only. */
#ifndef PVOPS_INTERNAL_H
#define PVOPS_INTERNAL_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <asm/pvops/backend.h>
#include <asm/pvops/pvops.h>
#include <asm/pvops/site.h>
#include "patcher/patcher.h"

struct module;
struct pvops_binding;
struct pvops_why;

/**
 * struct pvops_sites - the call sites of the kernel or of one module
 * @list:    all of them, the kernel first
 * @start:   first record
 * @count:   number of records
 * @order:   their numbers by ascending address; NULL but between pvops_sort() and
 *           pvops_unsort()
 * @mod:     the module, NULL for the kernel itself
 * @stats:   what the last pass over sites in lasting text did
 * @init:    what the only pass over sites in boot-time text did
 */
struct pvops_sites {
	struct list_head list;
	const struct pvops_site *start;
	u32 count;
	u32 *order;
	struct module *mod;
	struct pvpatch_stats stats;
	struct pvpatch_stats init;
};

/**
 * struct pvops_state - the framework's state, for the files that show it
 * @backend:  the selected backend; NULL before pvops_platform()
 * @mode:     the form that sites are to have
 * @boot:     the form that they were given at boot, which those that are jumps keep
 * @tables:   every table of sites, the kernel's own first
 * @switches: how often the mode was switched at run time
 * @patch_ns: how long patching the kernel at boot took
 * @patch_cycles: the same in TSC ticks
 */
struct pvops_state {
	const struct pvops_backend *backend;
	enum pvpatch_form mode;
	enum pvpatch_form boot;
	struct list_head tables;
	u32 switches;
	u64 patch_ns;
	u64 patch_cycles;
};

extern struct pvops_state pvops_state;
/* Protects the list of site tables, their counters, and the mode. */
extern struct mutex pvops_mutex;

/* names.c */
const char *pvops_op_name(unsigned int op);

/* enter.c */
void pvops_overlay(struct pvops_table *lower, const struct pvops_table *upper);
const struct pvops_backend *pvops_entered(void);
void pvops_watch_paging(void);

/* select.c */
const struct pvops_backend *pvops_select(void);
const struct pvops_backend *pvops_select_from(const struct pvops_backend *entered,
					      const struct pvops_backend *wanted);

/* properties.c */
void pvops_force_properties(const struct pvops_backend *backend);

/* ask.c */
#define PVOPS_FEATURES_MAX	32
void pvops_ask_early(void);
void pvops_ask_late(void);
void pvops_report_features(void);
const struct pvops_feature *pvops_used_feature(unsigned int i);
const struct pvops_feature *const *pvops_used_features(void);
unsigned int pvops_nr_used(void);
const char *pvops_why_not(unsigned int i);

/* lifecycle.c */
void pvops_begin_life(void);

/* debugfs_features.c */
struct dentry;
void pvops_features_debugfs(struct dentry *dir);

/* bind.c */
extern struct pvops_binding pvops_bound;
void pvops_bind(const struct pvops_backend *backend);
int pvops_choose(void *ctx, const struct pvpatch_site *site,
		 struct pvpatch_choice *choice);
int pvops_choose_live(void *ctx, const struct pvpatch_site *site,
		      struct pvpatch_choice *choice);
void *pvops_bound_function(unsigned int op);
bool pvops_bound_inline(unsigned int op);
struct pvops_why pvops_bound_why(const struct pvpatch_site *site, enum pvpatch_form want,
				 int form);
unsigned int pvops_table_drift(void);

/* entry.c */
extern const struct vm_area_struct pvops_some_vma;

/* decoder.c */
bool pvops_slow_prefixes(void);

/* pass.c */
bool pvops_decode(const struct pvops_sites *sites, u32 i,
		  struct pvpatch_site *site);
void pvops_pass(const struct pvops_sites *sites, const struct pvpatch_text *text,
		bool init, enum pvpatch_form want, struct pvpatch_stats *stats);

/* order.c */
void pvops_sort(struct pvops_sites *sites);
void pvops_unsort(struct pvops_sites *sites);

/* text.c */
struct pvpatch_text pvops_text_early(struct module *mod);
struct pvpatch_text pvops_text_live(struct module *mod);

/* live.c */
int pvops_switch(enum pvpatch_form want);

/* boot.c */
struct pvops_sites pvops_kernel_sites(void);

/* probes.c */
bool pvops_held(u64 addr, unsigned int len);

/* inject.c */
#ifdef CONFIG_PVOPS_FAULT_INJECTION
void pvops_inject_fault(const struct pvops_sites *sites);
#else
static inline void pvops_inject_fault(const struct pvops_sites *sites)
{
}
#endif

/* claimed.c */
void pvops_claimed_init(void);
bool pvops_claimed(u64 addr);

#endif
