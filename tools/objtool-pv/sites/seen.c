// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether enough of a binary could be read for "nothing was found" to mean anything.  A
 * kernel has hundreds of sites; one in which none was found was not understood.  A module
 * need not have any.
 */
#include "site.h"

/* Static calls alone are the clocks; a kernel records its other operations elsewhere. */
static bool has_sites(const struct tables *tables)
{
	size_t i;

	for (i = 0; i < tables->ntables; i++)
		if (tables->table[i]->format != FORMAT_STATIC_CALL &&
		    tables->table[i]->nsites)
			return true;
	return false;
}

static const char *what_is_missing(const struct binary *binary)
{
	if (!binary->nsymbols)
		return "it has neither a symbol table nor kallsyms that can be read; give a "
		       "vmlinux with a symbol table";
	if (binary_address(binary, "pv_ops") && binary_section(binary, ".altinstructions"))
		return "no record of .altinstructions is about a call through pv_ops, so its "
		       "format is not known; a newer objtool-pv may know it";
	if (binary_address(binary, "pv_ops"))
		return "it has pv_ops, but neither .parainstructions nor .altinstructions; "
		       "give the kernel's file as it was built";
	return "it has neither .pvops_sites nor pv_ops; a kernel without CONFIG_PARAVIRT has "
	       "no call sites to look at";
}

int tables_seen(const struct binary *binary, const struct tables *tables, struct error *error)
{
	if (tables->unread)
		return error_set(error, "%s", tables->unread);
	if (binary->kind == BINARY_KERNEL && !has_sites(tables))
		return error_set(error, "%s: no call site was found: %s", binary->name,
				 what_is_missing(binary));
	return 0;
}
