// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sites of loaded modules, from the list that our part of the kernel keeps: found by
 * the offsets in its pvops_audit, followed no further than a sane list goes.  It is held
 * against the kernel's own list of modules and against their sections: what it leaves out
 * is noted, and read nevertheless.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "../memory/memory.h"
#include "pvops.h"

#define MODULES_MAX	4096
#define CODE_MAX	(64ull << 20)	/* of a module */
#define RECORDS_MAX	(1u << 20)
#define NAME_MAX_LEN	56	/* MODULE_NAME_LEN, include/linux/moduleparam.h */

/* One entry of the list: where a module's records are, and its code. */
struct loaded {
	u64 node;
	u64 mod;
	u64 start;
	u32 count, init;
	char name[NAME_MAX_LEN];
	u64 text;
	u32 text_size;
};

static int read_loaded(const struct pvops_kernel *kernel, u64 node, struct loaded *to)
{
	const struct pvops_audit *audit = &kernel->audit;
	const struct binary *binary = kernel->binary;
	u64 sites = node - audit->sites_list;
	u64 piece;

	memset(to, 0, sizeof(*to));
	to->node = node;
	if (binary_read(binary, sites + audit->sites_mod, &to->mod, 8) ||
	    binary_read(binary, sites + audit->sites_start, &to->start, 8) ||
	    binary_read(binary, sites + audit->sites_count, &to->count, 4) ||
	    binary_read(binary, sites + audit->sites_init, &to->init, 4))
		return -1;
	if (!to->mod)
		return 0;
	piece = to->mod + audit->module_mem + (u64)audit->mem * audit->mem_text;
	return binary_string(binary, to->mod + audit->module_name, to->name,
			     sizeof(to->name)) ||
	       binary_read(binary, piece + audit->mem_base, &to->text, 8) ||
	       binary_read(binary, piece + audit->mem_size, &to->text_size, 4);
}

static bool outside(const struct table *table, const struct site *site)
{
	return site->addr - table->text >= table->text_size;
}

#define PAGE		4096ull

/*
 * Code has whole pages, after which is one that is not mapped, and boot-time code is in
 * another place: what is mapped without a gap from the start of the code on is code.  Only a
 * dump shows it.
 */
static bool is_mapped_code(const struct table *table, u64 addr)
{
	u64 size = (table->text_size + PAGE - 1) & -PAGE, page;

	if (!table->text || addr < table->text + size || addr - table->text > CODE_MAX)
		return false;
	for (page = table->text & -PAGE; page <= addr; page += PAGE)
		if (dump_writable(table->binary, page) < 0)
			return false;
	return true;
}

/* A size of the code that leaves out some of it. */
static void extend_text(struct pvops_kernel *kernel, struct table *table,
			const struct loaded *loaded)
{
	u64 size = table->text_size;
	size_t i;

	for (i = 0; i < table->nsites; i++) {
		u64 addr = table->sites[i].addr;

		if (outside(table, &table->sites[i]) && is_mapped_code(table, addr))
			table->text_size = (addr - table->text) / PAGE * PAGE + PAGE;
	}
	if (table->text_size != size)
		pvops_doubt(kernel, loaded->mod, "the code of the module %s is said to have "
			    "%llu bytes, and sites are in %llu", table->name,
			    (unsigned long long)size,
			    (unsigned long long)table->text_size);
}

/*
 * Of a module's sites those outside its code were boot-time code; it says how many.  Of
 * more than that one is wrong, which one is not known, and none of them is passed over.
 */
static void mark_init(struct tables *tables, struct table *table, u32 init)
{
	u32 count = 0;
	size_t i;

	for (i = 0; i < table->nsites; i++)
		count += outside(table, &table->sites[i]);
	for (i = 0; i < table->nsites && count <= init; i++)
		table->sites[i].init = outside(table, &table->sites[i]);
	if (count != init)
		tables_unchecked(tables, "which sites of the module %s were in boot-time code: "
				 "%u are outside its code, and it had %u", table->name, count,
				 init);
}

static int add_loaded(struct pvops_kernel *kernel, struct tables *tables,
		      const struct loaded *loaded, struct error *error)
{
	struct table *table = tables_add(tables, kernel->binary, FORMAT_PVOPS,
					 loaded->name);

	table->loaded = true;
	table->text = loaded->text;
	table->text_size = loaded->text_size;
	if (pvops_records_read(table, kernel, loaded->start, loaded->count, error))
		return -1;
	extend_text(kernel, table, loaded);
	mark_init(tables, table, loaded->init);
	return 0;
}

/* Entries of our list, and what was added to them. */
struct list {
	struct loaded *entry;
	size_t count;
};

static struct loaded *append(struct list *list)
{
	list->entry = xgrow_array(list->entry, list->count, sizeof(*list->entry));
	return &list->entry[list->count++];
}

static int read_list(const struct pvops_kernel *kernel, struct list *list,
		     struct error *error)
{
	const char *name = kernel->binary->name;
	u64 head = binary_address(kernel->binary, "pvops_state") +
		   kernel->audit.state_tables;
	unsigned int i;
	u64 node;

	if (binary_read(kernel->binary, head, &node, 8))
		return error_set(error, "%s: the list of site tables cannot be read", name);
	for (i = 0; node != head; i++) {
		struct loaded loaded;

		if (i == MODULES_MAX || read_loaded(kernel, node, &loaded))
			return error_set(error, "%s: entry %u of the list of site tables, at "
					 "%#llx, is damaged", name, i,
					 (unsigned long long)node);
		if (loaded.mod)
			*append(list) = loaded;
		if (binary_read(kernel->binary, node, &node, 8))
			return error_set(error, "%s: the list of site tables breaks off", name);
	}
	return 0;
}

static struct loaded *find_loaded(const struct list *list, u64 mod)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (list->entry[i].mod == mod)
			return &list->entry[i];
	return NULL;
}

/* How many records a module has, of which at least @known are listed. */
static u32 count_records(const struct pvops_kernel *kernel,
			 const struct pvops_module *module, u32 known)
{
	u64 most = (module->sites_end - module->sites) / sizeof(struct pvops_site);
	struct pvops_site record;
	u32 count = known;

	while (count < most && count < RECORDS_MAX &&
	       !binary_read(kernel->binary, module->sites + count * sizeof(record), &record,
			    sizeof(record)) && pvops_record_plausible(&record))
		count++;
	return count;
}

/* A module that our list does not have; boot-time code is left out of what it would say. */
static void add_unlisted(struct pvops_kernel *kernel, struct list *list,
			 const struct pvops_module *module)
{
	u32 count = count_records(kernel, module, 0), i;
	struct pvops_site record;
	struct loaded *loaded;

	pvops_doubt(kernel, module->mod, "the module %s has %u sites, and is not in the list "
		    "of site tables", module->name, count);
	loaded = append(list);
	*loaded = (struct loaded){ .mod = module->mod, .start = module->sites, .count = count,
				   .text = module->text, .text_size = module->text_size };
	snprintf(loaded->name, sizeof(loaded->name), "%s", module->name);
	for (i = 0; i < count; i++) {
		u64 at = module->sites + i * sizeof(record);

		if (!binary_read(kernel->binary, at, &record, sizeof(record)) &&
		    at + (u64)(s64)record.offset - module->text >= module->text_size)
			loaded->init++;
	}
}

static void compare_module(struct pvops_kernel *kernel, struct list *list,
			   const struct pvops_module *module)
{
	struct loaded *loaded = find_loaded(list, module->mod);
	u32 count;

	if (module->lost)
		pvops_doubt(kernel, module->mod, "the module %s has a section at %#llx, outside "
			    "of its memory", module->name, (unsigned long long)module->lost);
	if (!loaded) {
		if (module->sites)
			add_unlisted(kernel, list, module);
		return;
	}
	if (loaded->start != module->sites) {
		pvops_doubt(kernel, loaded->node, "the sites of the module %s are listed at %#llx, "
			    "and its section is at %#llx", module->name,
			    (unsigned long long)loaded->start,
			    (unsigned long long)module->sites);
		return;
	}
	count = count_records(kernel, module, loaded->count);
	if (count == loaded->count)
		return;
	pvops_doubt(kernel, loaded->node, "the module %s has %u sites, of which %u are listed",
		    module->name, count, loaded->count);
	loaded->count = count;
}

static bool is_module(const struct pvops_kernel *kernel, u64 mod)
{
	size_t i;

	for (i = 0; i < kernel->nmodules; i++)
		if (kernel->module[i].mod == mod)
			return true;
	return false;
}

static void compare_lists(struct pvops_kernel *kernel, struct tables *tables,
			  struct list *list)
{
	struct error error = { "" };
	size_t unknown = 0, i, known = list->count;

	if (pvops_modules_read(kernel, &error)) {
		tables_unchecked(tables, "whether all modules with sites are listed: %s",
				 error.text);
		return;
	}
	for (i = 0; i < known; i++)
		if (!is_module(kernel, list->entry[i].mod))
			pvops_doubt(kernel, list->entry[i].node, "the module %s has sites, and is "
				    "not in the kernel's own list", list->entry[i].name);
	for (i = 0; i < kernel->nmodules; i++) {
		if (kernel->module[i].sections)
			compare_module(kernel, list, &kernel->module[i]);
		unknown += !kernel->module[i].sections;
	}
	if (unknown)
		tables_unchecked(tables, "whether all sites of %zu modules are listed: their "
				 "sections are not known", unknown);
}

int pvops_loaded_read(struct pvops_kernel *kernel, struct tables *tables,
		      struct error *error)
{
	struct list list = { NULL, 0 };
	int err = read_list(kernel, &list, error);
	size_t i;

	if (!err && kernel->bound)
		compare_lists(kernel, tables, &list);
	for (i = 0; i < list.count && !err; i++)
		err = add_loaded(kernel, tables, &list.entry[i], error);
	free(list.entry);
	return err;
}
