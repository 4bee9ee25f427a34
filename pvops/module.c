// SPDX-License-Identifier: GPL-2.0-only
/* The sites of loadable modules: patched before they run, forgotten when gone. */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/elf.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "internal.h"

static const Elf_Shdr *find_section(const Elf_Ehdr *hdr, const Elf_Shdr *sechdrs,
				    const char *name)
{
	const char *names = (void *)hdr + sechdrs[hdr->e_shstrndx].sh_offset;
	unsigned int i;

	for (i = 1; i < hdr->e_shnum; i++)
		if (!strcmp(names + sechdrs[i].sh_name, name))
			return &sechdrs[i];
	return NULL;
}

/**
 * pvops_module_init - patch the sites of a module that is being loaded
 * @hdr:     the module's ELF header
 * @sechdrs: its section headers, with run-time addresses
 * @mod:     the module
 *
 * A module without sites costs nothing.  Without memory for the book-keeping the
 * sites stay indirect, which always works.
 *
 * Context: module_finalize(): relocated, still writable, not yet running.
 */
void pvops_module_init(const Elf_Ehdr *hdr, const Elf_Shdr *sechdrs,
		       struct module *mod)
{
	const Elf_Shdr *section = find_section(hdr, sechdrs, PVOPS_SECTION_SITES);
	struct pvpatch_text text = pvops_text_early(mod);
	struct pvops_sites *sites;

	if (!section || !pvops_state.backend)
		return;
	sites = kzalloc(sizeof(*sites), GFP_KERNEL);
	if (!sites) {
		pr_warn("%s: no memory, its sites stay indirect\n", mod->name);
		return;
	}
	sites->mod = mod;
	sites->start = (void *)section->sh_addr;
	sites->count = section->sh_size / sizeof(*sites->start);

	mutex_lock(&pvops_mutex);
	pvops_pass(sites, &text, true, pvops_state.mode, &sites->init);
	pvops_pass(sites, &text, false, pvops_state.mode, &sites->stats);
	list_add_tail(&sites->list, &pvops_state.tables);
	mutex_unlock(&pvops_mutex);
}

/**
 * pvops_module_exit - forget a module's sites
 * @mod: the module, which runs no more
 *
 * Context: module_arch_cleanup(), before its memory is freed; may sleep.
 */
void pvops_module_exit(struct module *mod)
{
	struct pvops_sites *sites, *next;

	mutex_lock(&pvops_mutex);
	list_for_each_entry_safe(sites, next, &pvops_state.tables, list) {
		if (sites->mod != mod)
			continue;
		list_del(&sites->list);
		kfree(sites);
	}
	mutex_unlock(&pvops_mutex);
}
