// SPDX-License-Identifier: GPL-2.0-only
/* The struct by which auditors find their way (asm/pvops/audit.h). */
#include <linux/module.h>
#include <asm/pvops/audit.h>
#include "choice.h"
#include "internal.h"

extern const struct pvops_audit pvops_audit;

/* What an auditor reads of a backend in the kernel's file, where no struct says it. */
static_assert(sizeof(struct pvops_backend) == 56);
static_assert(offsetof(struct pvops_backend, table) == 32);
static_assert(offsetof(struct pvops_backend, paged_table) == 40);
static_assert(offsetof(struct pvops_backend, features) == 48);
static_assert(sizeof(struct pvops_feature) == 120);
static_assert(offsetof(struct pvops_feature, table) == 96);
static_assert(PVOPS_FEATURES_MAX == 32);

const struct pvops_audit pvops_audit __used = {
	.version	= PVOPS_AUDIT_VERSION,
	.size		= sizeof(struct pvops_audit),
	.ops		= PVOPS_NR,
	.site		= sizeof(struct pvops_site),
	.thunk		= sizeof(struct pvops_thunk),
	.template	= sizeof(struct pvops_template),
	.state_backend	= offsetof(struct pvops_state, backend),
	.state_mode	= offsetof(struct pvops_state, mode),
	.state_boot	= offsetof(struct pvops_state, boot),
	.state_tables	= offsetof(struct pvops_state, tables),
	.backend_name	= offsetof(struct pvops_backend, name),
	.sites_list	= offsetof(struct pvops_sites, list),
	.sites_start	= offsetof(struct pvops_sites, start),
	.sites_count	= offsetof(struct pvops_sites, count),
	.sites_mod	= offsetof(struct pvops_sites, mod),
	.sites_init	= offsetof(struct pvops_sites, init.sites),
	.bound_function	= offsetof(struct pvops_binding, function),
	.bound_nops	= offsetof(struct pvops_binding, nops),
#ifdef CONFIG_MODULES
	.module_name	= offsetof(struct module, name),
	.module_mem	= offsetof(struct module, mem),
	.mem		= sizeof(struct module_memory),
	.mem_base	= offsetof(struct module_memory, base),
	.mem_size	= offsetof(struct module_memory, size),
	.mem_text	= MOD_TEXT,
	.mem_init_text	= MOD_INIT_TEXT,
#endif
};
