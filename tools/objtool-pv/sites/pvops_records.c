// SPDX-License-Identifier: GPL-2.0-only
/*
 * Our records, decoded.  A record that no patcher would accept stays in the table with
 * the patcher's reason, so that it can be reported at the place that it names.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "pvops.h"

/* A kernel with all its modules has some thousands; more are not worth their memory. */
#define RECORDS_MAX	(1u << 20)

struct pvpatch_site pvops_decoded(const struct site *site)
{
	return (struct pvpatch_site){
		.addr = site->addr,
		.op = site->op,
		.variant = site->variant,
		.len = site->len,
	};
}

bool pvops_record_plausible(const struct pvops_site *record)
{
	return record->offset && record->op < PVOPS_NR && !record->flags &&
	       record->variant < PVOPS_VARIANTS && record->len >= PVPATCH_SITE_MIN &&
	       record->len <= PVPATCH_SITE_MAX;
}

static const char *judge(const struct pvops_kernel *kernel, const struct site *site,
			 const struct pvops_site *record)
{
	struct pvpatch_site decoded = pvops_decoded(site);
	struct pvpatch_choice choice;
	int err;

	if (site->len < PVPATCH_SITE_MIN || site->len > PVPATCH_SITE_MAX)
		return pvpatch_strerror(-PVPATCH_ELENGTH);
	err = pvops_binding_choose(&kernel->binding, &decoded, &choice);
	if (err)
		return pvpatch_strerror(err);
	return record->flags ? "the record has flags, and none are defined" : NULL;
}

static void add(struct table *table, const struct pvops_kernel *kernel, u32 index,
		const struct pvops_site *record)
{
	struct site *site = table_add_site(table);

	site->index = index;
	site->record = table->start + index * sizeof(*record);
	site->addr = site->record + offsetof(struct pvops_site, offset) +
		     (s64)record->offset;
	site->op = record->op;
	site->variant = record->variant;
	site->len = record->len;
	site->bad = judge(kernel, site, record);
}

static void name_ops(struct table *table)
{
	unsigned int op;

	table->nops = PVOPS_NR;
	table->ops = xcalloc(PVOPS_NR, sizeof(*table->ops));
	for (op = 0; op < PVOPS_NR; op++) {
		strncpy(table->ops[op].name, pvops_op_label(op),
			sizeof(table->ops[op].name) - 1);
		table->ops[op].slot = op * sizeof(u64);
	}
}

int pvops_records_read(struct table *table, struct pvops_kernel *kernel, u64 start,
		       u64 count, struct error *error)
{
	struct pvops_site *records;
	u64 i;

	if (count > RECORDS_MAX - kernel->records)
		return error_set(error, "%s: %s claims %llu sites", kernel->binary->name,
				 table->name, (unsigned long long)count);
	kernel->records += count;
	records = xcalloc(count + 1, sizeof(*records));
	if (binary_read(kernel->binary, start, records, count * sizeof(*records))) {
		free(records);
		return error_set(error, "%s: the records of %s cannot be read",
				 kernel->binary->name, table->name);
	}
	table->ctx = kernel;
	table->record_size = sizeof(*records);
	table->start = start;
	table->nrecords = count;
	table->legal_bytes = pvops_legal_bytes;
	name_ops(table);
	for (i = 0; i < count; i++)
		add(table, kernel, i, &records[i]);
	free(records);
	return 0;
}
