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

/* Of a module's sites those outside its code were boot-time code; it says how many. */
static int mark_init(struct table *table, const struct loaded *loaded,
		     struct error *error)
{
	u32 init = 0;
	size_t i;

	for (i = 0; i < table->nsites; i++) {
		struct site *site = &table->sites[i];

		site->init = site->addr - loaded->text >= loaded->text_size;
		init += site->init;
	}
	if (init != loaded->init)
		return error_set(error, "%s: module %s: %u sites are outside its code, and %u "
				 "were in boot-time code", table->image->name, table->name,
				 init, loaded->init);
	return 0;
}

static int add_loaded(struct pvops_kernel *kernel, struct tables *tables,
		      const struct loaded *loaded, struct error *error)
{
	struct table *table = tables_add(tables, kernel->image, FORMAT_PVOPS,
					 loaded->name);

	table->text = loaded->text;
	table->text_size = loaded->text_size;
	if (pvops_records_read(table, kernel, loaded->start, loaded->count, error))
		return -1;
	return mark_init(table, loaded, error);
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
