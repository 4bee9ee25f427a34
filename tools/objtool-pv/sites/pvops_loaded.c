// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sites of loaded modules, from the list that the kernel itself keeps: found by the
 * offsets in its pvops_audit, followed no further than a sane list goes.
 */
#include <stdio.h>
#include <string.h>

#include "pvops.h"

#define MODULES_MAX	4096
#define NAME_MAX_LEN	56	/* MODULE_NAME_LEN, include/linux/moduleparam.h */

/* One entry of the list: where a module's records are, and its code. */
struct loaded {
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
	const struct image *image = kernel->image;
	u64 sites = node - audit->sites_list;
	u64 piece;

	if (image_read(image, sites + audit->sites_mod, &to->mod, 8) ||
	    image_read(image, sites + audit->sites_start, &to->start, 8) ||
	    image_read(image, sites + audit->sites_count, &to->count, 4) ||
	    image_read(image, sites + audit->sites_init, &to->init, 4))
		return -1;
	if (!to->mod)
		return 0;
	piece = to->mod + audit->module_mem + (u64)audit->mem * audit->mem_text;
	return image_string(image, to->mod + audit->module_name, to->name,
			    sizeof(to->name)) ||
	       image_read(image, piece + audit->mem_base, &to->text, 8) ||
	       image_read(image, piece + audit->mem_size, &to->text_size, 4);
}

static bool outside(const struct table *table, const struct site *site)
{
	return site->addr - table->text >= table->text_size;
}

/*
 * Of a module's sites those outside its code were boot-time code; it says how many.  Of
 * more than that one is wrong, nobody knows which, and none of them is passed over.
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
	struct table *table = tables_add(tables, kernel->image, FORMAT_PVOPS,
					 loaded->name);

	table->loaded = true;
	table->text = loaded->text;
	table->text_size = loaded->text_size;
	if (pvops_records_read(table, kernel, loaded->start, loaded->count, error))
		return -1;
	mark_init(tables, table, loaded->init);
	return 0;
}

int pvops_loaded_read(struct pvops_kernel *kernel, struct tables *tables,
		      struct error *error)
{
	const char *name = kernel->image->name;
	u64 head = image_address(kernel->image, "pvops_state") +
		   kernel->audit.state_tables;
	struct loaded loaded;
	unsigned int i;
	u64 node;

	if (image_read(kernel->image, head, &node, 8))
		return error_set(error, "%s: the list of site tables cannot be read", name);
	for (i = 0; node != head; i++) {
		memset(&loaded, 0, sizeof(loaded));
		if (i == MODULES_MAX || read_loaded(kernel, node, &loaded))
			return error_set(error, "%s: entry %u of the list of site tables, at "
					 "%#llx, is damaged", name, i,
					 (unsigned long long)node);
		if (loaded.mod && add_loaded(kernel, tables, &loaded, error))
			return -1;
		if (image_read(kernel->image, node, &node, 8))
			return error_set(error, "%s: the list of site tables breaks off", name);
	}
	return 0;
}
