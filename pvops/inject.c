// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault injection: damage one record before the kernel is patched, to see that only
 * its own site fails.  pvops.inject=RECORD,FIELD[,XOR] with FIELD one of offset, op,
 * len, variant; off unless it is given.  The record is the first one, from that number
 * on, whose site outlives boot.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "internal.h"

static char fault_spec[40] __initdata;

static int __init parse_fault(char *arg)
{
	strscpy(fault_spec, arg ?: "", sizeof(fault_spec));
	return 0;
}
early_param("pvops.inject", parse_fault);

static bool __init damage(struct pvops_site *record, const char *field, u8 mask)
{
	if (!strcmp(field, "offset"))
		record->offset ^= mask;
	else if (!strcmp(field, "op"))
		record->op ^= mask;
	else if (!strcmp(field, "len"))
		record->len ^= mask;
	else if (!strcmp(field, "variant"))
		record->variant ^= mask;
	else
		return false;
	return true;
}

static u32 __init first_lasting(const struct pvops_sites *sites, u32 i)
{
	struct pvpatch_site site;

	while (i < sites->count && pvops_decode(sites, i, &site))
		i++;
	return i;
}

/**
 * pvops_inject_fault - damage the record that the command line names
 * @sites: the kernel's table, still writable
 *
 * Context: boot CPU, before patching.
 */
void __init pvops_inject_fault(const struct pvops_sites *sites)
{
	char *rest = fault_spec;
	char *number = strsep(&rest, ",");
	char *field = strsep(&rest, ",");
	u8 mask = 1;
	u32 i;

	if (!*fault_spec)
		return;
	if (!number || !field || kstrtou32(number, 0, &i) ||
	    (rest && kstrtou8(rest, 0, &mask)))
		i = sites->count;
	i = first_lasting(sites, i);
	if (i >= sites->count || !damage((struct pvops_site *)&sites->start[i], field, mask))
		pr_err("pvops.inject: want RECORD,FIELD[,XOR], RECORD < %u, FIELD offset, op, len or variant\n",
		       sites->count);
	else
		pr_warn("pvops.inject: damaged %s of record %u\n", field, i);
}
