// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of operations from BTF: pv_ops is a struct paravirt_patch_template, and the
 * tables that were split off it, pv_ops_NAME, are a struct pv_NAME_ops (Linux 7.0).
 */
#include <stdio.h>
#include <string.h>

#include "btf.h"
#include "stock.h"

/**
 * struct naming - a table of pointers that gets names
 * @table:  whose operations they are
 * @array:  which one
 * @prefix: before each name, with a dot; "" for pv_ops
 */
struct naming {
	struct table *table;
	const struct stock_array *array;
	char prefix[32];
};

static void name_one(void *ctx, u64 offset, const char *path)
{
	struct naming *naming = ctx;
	struct op *op;
	u16 number;

	if (offset >= naming->array->size || offset % 8)
		return;
	number = naming->array->op[offset / 8];
	if (!number)
		return;
	op = &naming->table->ops[number - 1];
	snprintf(op->name, sizeof(op->name), "%s%.*s", naming->prefix,
		 (int)(sizeof(op->name) - strlen(naming->prefix) - 1), path);
}

static int name_array(const struct btf *btf, struct table *table,
		      const struct stock_array *array)
{
	struct naming naming = { table, array, "" };
	char type[64] = "paravirt_patch_template";
	u32 id;

	if (array->name[6]) {
		snprintf(naming.prefix, sizeof(naming.prefix), "%.24s.", array->name + 7);
		snprintf(type, sizeof(type), "pv_%.40s_ops", array->name + 7);
	}
	id = btf_struct(btf, type);
	return id ? btf_pointers(btf, id, name_one, &naming) : 0;
}

int stock_names(struct table *table, const struct binary *kernel, struct error *error)
{
	const struct binary_section *section = binary_section(kernel, ".BTF");
	struct stock *stock = table->ctx;
	struct btf btf;
	unsigned int i;
	int err = 0;

	if (kernel->kind != BINARY_KERNEL || !section || !section->data ||
	    (table->legal_bytes != stock_bytes &&
	     table->legal_bytes != stock_patch_bytes))
		return 0;
	if (btf_open(&btf, section->data, section->size, kernel->name, error))
		return -1;
	for (i = 0; i < stock->narrays && !err; i++)
		err = name_array(&btf, table, &stock->array[i]);
	btf_close(&btf);
	return err ? error_set(error, "%s: .BTF: a table of operations has no end",
			       kernel->name) : 0;
}
