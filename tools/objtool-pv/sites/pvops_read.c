// SPDX-License-Identifier: GPL-2.0-only
/* Where our tables of sites are: in a kernel, in its loaded modules, in a module's file. */
#include <string.h>

#include "pvops.h"

static void close_kernel(struct table *table)
{
	pvops_kernel_free(table->ctx);
}

const struct pvops_kernel *pvops_of(const struct table *table)
{
	return table->format == FORMAT_PVOPS ? table->ctx : NULL;
}

/* The first table owns what all share; it is closed like any other. */
static int read_table(struct binary *binary, struct tables *tables,
		      struct pvops_kernel *kernel, u64 start, u64 bytes,
		      struct error *error)
{
	struct table *table = tables_add(tables, binary, FORMAT_PVOPS, PVOPS_SECTION_SITES);

	table->ctx = kernel;
	table->close = close_kernel;
	if (bytes % sizeof(struct pvops_site))
		return error_set(error, "%s: the table of sites is not made of whole records",
				 binary->name);
	return pvops_records_read(table, kernel, start, bytes / sizeof(struct pvops_site),
				  error);
}

static int read_module(struct binary *binary, struct tables *tables, struct error *error)
{
	const struct binary_section *section = binary_section(binary, PVOPS_SECTION_SITES);

	if (!section)
		return 0;
	return read_table(binary, tables, pvops_kernel_of_module(binary), section->addr,
			  section->size, error);
}

static int read_kernel(struct binary *binary, struct tables *tables, struct error *error)
{
	u64 start = binary_address(binary, "__start_pvops_sites");
	u64 stop = binary_address(binary, "__stop_pvops_sites");
	struct pvops_kernel *kernel;

	if (!start)
		return 0;
	if (stop < start)
		return error_set(error, "%s: __stop_pvops_sites is below __start_pvops_sites",
				 binary->name);
	kernel = pvops_kernel_new(binary, error);
	if (!kernel || read_table(binary, tables, kernel, start, stop - start, error))
		return -1;
	return binary->state == BINARY_BOOTED ?
	       pvops_loaded_read(kernel, tables, error) : 0;
}

int pvops_read(struct binary *binary, struct tables *tables, struct error *error)
{
	return binary->kind == BINARY_MODULE ? read_module(binary, tables, error) :
	       read_kernel(binary, tables, error);
}
