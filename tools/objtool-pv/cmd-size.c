// SPDX-License-Identifier: GPL-2.0-only
/*
 * objtool-pv size: what call sites cost in bytes: in code, what of that is padding, and
 * in records.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "alloc.h"
#include "cmd.h"
#include "report/json.h"
#include "report/ops.h"
#include "report/padding.h"
#include "report/site.h"

/** struct cost - of the sites of one operation, or of all */
struct cost {
	u64 sites, bytes, padding;
	u64 forms[FORMS];
};

struct size {
	struct common common;
	struct subject subject;
	struct op_names names;
	struct cost *op;
	struct cost all;
	u64 text;
};

static const struct argp argp = {
	.args_doc = "FILE",
	.doc = "Say what the call sites of a kernel, module, object or memory dump cost: "
	       "bytes of code of each operation, how many of these are padding (NOPs and "
	       "prefixes without a meaning), which forms its sites have, and bytes of "
	       "records.\vExit status: 0 done, 2 could not run.\n\nExample:\n"
	       "  objtool-pv size vmlinux",
};

static void add_site(struct cost *cost, const struct site_text *text, u8 len,
		     u64 padding)
{
	cost->sites++;
	cost->bytes += len;
	cost->padding += padding;
	cost->forms[text->form]++;
}

static void count(struct size *size)
{
	const struct binary *binary = size->subject.binary;
	const struct site *site = NULL;
	struct site_text text;
	size_t i;

	op_names_add(&size->names, &size->subject);
	op_names_ready(&size->names);
	size->op = xcalloc(size->names.count, sizeof(*size->op));
	while ((site = site_next(&size->subject, site))) {
		u64 padding;

		site_describe(site, &text);
		padding = padding_bytes(text.bytes, text.nbytes, site->addr);
		add_site(&size->op[op_names_find(&size->names, site)], &text, site->len,
			 padding);
		add_site(&size->all, &text, site->len, padding);
	}
	for (i = 0; i < binary->nsections; i++)
		if (binary->sections[i].alloc && binary->sections[i].exec)
			size->text += binary->sections[i].size;
}

/* Records that are about call sites; a table can have others. */
static u64 site_records(const struct table *table)
{
	u64 records = 0;
	size_t i;

	for (i = 0; i < table->nsites; i++)
		records += table->sites[i].nrecords;
	return records;
}

static void cost_line(int width, const char *name, const struct cost *cost)
{
	text_line("%-*s %7" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %7" PRIu64
		  " %7" PRIu64 " %7" PRIu64 " %7" PRIu64, width, name, cost->sites,
		  cost->bytes, cost->padding, cost->forms[FORM_INDIRECT],
		  cost->forms[FORM_DIRECT], cost->forms[FORM_INLINE],
		  cost->forms[FORM_NONE],
		  cost->forms[FORM_ILLEGAL] + cost->forms[FORM_UNREADABLE]);
}

static void table_line(const struct table *table)
{
	u64 records = site_records(table), bytes = records * table->record_size;

	text_line("%s: %" PRIu64 " of %u records are about %zu sites: %" PRIu64
		  " bytes, %.1f for each site", table->name, records, table->nrecords,
		  table->nsites, bytes,
		  table->nsites ? (double)bytes / (double)table->nsites : 0);
}

static void as_text(const struct size *size)
{
	int width = op_names_width(&size->names);
	size_t i;

	if (!size->common.quiet)
		text_line("%-*s %7s %8s %8s %8s %7s %7s %7s %7s", width, "OP", "SITES",
			  "BYTES", "PADDING", "INDIRECT", "DIRECT", "INLINE", "NONE",
			  "OTHER");
	for (i = 0; i < size->names.count; i++)
		cost_line(width, size->names.name[i], &size->op[i]);
	cost_line(width, "all", &size->all);
	for (i = 0; i < size->subject.tables.ntables; i++)
		table_line(size->subject.tables.table[i]);
	if (size->text)
		text_line("sites are %.3f %% of %" PRIu64 " bytes of code",
			  100.0 * (double)size->all.bytes / (double)size->text, size->text);
}

static json_t *cost_json(const char *name, const struct cost *cost)
{
	json_t *object = json_object(), *forms = json_object();
	int i;

	json_object_set_new(object, "op", name ? json_text(name) : json_null());
	json_object_set_new(object, "sites", json_integer((json_int_t)cost->sites));
	json_object_set_new(object, "bytes", json_integer((json_int_t)cost->bytes));
	json_object_set_new(object, "padding", json_integer((json_int_t)cost->padding));
	for (i = 0; i < FORMS; i++)
		json_object_set_new(forms, site_form_name(i),
				    json_integer((json_int_t)cost->forms[i]));
	json_object_set_new(object, "forms", forms);
	return object;
}

static json_t *table_json(const struct table *table)
{
	u64 records = site_records(table);
	json_t *object = json_object();

	json_object_set_new(object, "table", json_text(table->name));
	json_object_set_new(object, "format", json_string(format_name(table->format)));
	json_object_set_new(object, "record_size", json_integer(table->record_size));
	json_object_set_new(object, "records", json_integer(table->nrecords));
	json_object_set_new(object, "site_records", json_integer((json_int_t)records));
	json_object_set_new(object, "sites", json_integer((json_int_t)table->nsites));
	return object;
}

static void as_json(const struct size *size)
{
	const struct tables *tables = &size->subject.tables;
	struct json_out out;
	size_t i;

	json_out_begin(&out, stdout, "size");
	json_out_value(&out, "file", json_text(size->common.args[0]));
	json_out_array(&out, "ops");
	for (i = 0; i < size->names.count; i++)
		json_out_value(&out, NULL, cost_json(size->names.name[i], &size->op[i]));
	json_out_close(&out);
	json_out_value(&out, "all", cost_json(NULL, &size->all));
	json_out_array(&out, "tables");
	for (i = 0; i < tables->ntables; i++)
		json_out_value(&out, NULL, table_json(tables->table[i]));
	json_out_close(&out);
	json_out_value(&out, "text", json_integer((json_int_t)size->text));
	json_out_strings(&out, "unchecked", tables->unchecked, tables->nunchecked);
	json_out_end(&out);
}

int cmd_size(int argc, char **argv)
{
	struct size size = { .common = { .min = 1, .max = 1 } };

	cmd_parse(&argp, argc, argv, &size.common);
	if (cmd_open(&size.subject, "size", size.common.args[0], &size.common))
		return STATUS_ERROR;
	count(&size);
	if (size.common.json)
		as_json(&size);
	else
		as_text(&size);
	cmd_unchecked(&size.subject, size.common.args[0], &size.common);
	free(size.op);
	op_names_free(&size.names);
	subject_close(&size.subject);
	return STATUS_CLEAN;
}
