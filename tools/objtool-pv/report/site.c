// SPDX-License-Identifier: GPL-2.0-only
/*
 * One call site, for people and as JSON.  Columns are as wide as what is in them, but
 * no name in a file can push the next column out of sight.
 */
#include <stdio.h>
#include <string.h>

#include "../sites/pvops.h"
#include "json.h"
#include "legal.h"
#include "place.h"
#include "site.h"

#define WIDTH_MAX	56
#define FORM_WIDTH	10	/* "unreadable" */

void site_place(const struct site *site, struct site_text *to)
{
	char *blank;

	place_text(site->table->binary, site->table, site->addr, to->place);
	to->addr = to->place;
	to->symbol = "";
	blank = strchr(to->place, ' ');
	if (blank) {
		*blank = '\0';
		to->symbol = blank + 1;
	}
}

void site_describe(const struct site *site, struct site_text *to)
{
	site_place(site, to);
	to->form = site_form(site, to->bytes);
	to->nbytes = site->len <= SITE_BYTES && to->form != FORM_UNREADABLE ?
		     site->len : 0;
	text_hex(to->hex, to->bytes, to->nbytes, " ");
	to->insns[0] = '\0';
	if (site->bad)
		snprintf(to->insns, sizeof(to->insns), "(bad record: %s)", site->bad);
	else if (to->nbytes)
		insns_text(site->table->binary, to->bytes, to->nbytes, site->addr,
			   to->insns);
}

static json_t *record_json(const struct site *site)
{
	const struct table *table = site->table;
	json_t *record = json_object();

	json_object_set_new(record, "table", json_text(table->name));
	json_object_set_new(record, "address", table->binary->kind == BINARY_MODULE ?
			    json_null() : json_address(site->record));
	json_object_set_new(record, "index", json_integer(site->index));
	json_object_set_new(record, "count", json_integer(site->nrecords));
	json_object_set_new(record, "bad", site->bad ? json_text(site->bad) :
						       json_null());
	return record;
}

/* Where in the table of operations; a static call goes through none. */
static json_t *slot_json(const struct site *site)
{
	const struct table *table = site->table;

	if (table->format == FORMAT_STATIC_CALL || site->op >= table->nops)
		return json_null();
	return json_integer(table->ops[site->op].slot);
}

/* Bare metal's function, and its instructions at this site; null where it is called. */
static json_t *native_json(const struct site *site)
{
	const struct binary *binary = site->table->binary;
	const struct binary_symbol *symbol;
	struct pvops_native native;
	char insns[INSNS_TEXT];
	json_t *object;

	if (!pvops_native(site, &native))
		return json_null();
	object = json_object();
	symbol = native.function ? binary_symbol_at(binary, native.function) : NULL;
	json_object_set_new(object, "function", symbol ? json_text(symbol->name) : json_null());
	insns_text(binary, native.code, native.len, site->addr, insns);
	json_object_set_new(object, "instructions",
			    native.is_inline ? json_text(insns) : json_null());
	return object;
}

json_t *site_json(const struct site *site)
{
	json_t *object = json_object();
	struct site_text text;

	site_describe(site, &text);
	place_json(object, site->table->binary, site->table, site->addr);
	json_object_set_new(object, "op", json_text(site_op(site)));
	json_object_set_new(object, "slot", slot_json(site));
	json_object_set_new(object, "form", json_string(site_form_name(text.form)));
	json_object_set_new(object, "reason", why_json(site));
	json_object_set_new(object, "length", json_integer(site->len));
	json_object_set_new(object, "bytes", json_hex(text.bytes, text.nbytes));
	json_object_set_new(object, "instructions",
			    json_text(site->bad ? "" : text.insns));
	json_object_set_new(object, "format",
			    json_string(format_name(site->table->format)));
	json_object_set_new(object, "variant", json_integer(site->variant));
	json_object_set_new(object, "native", native_json(site));
	json_object_set_new(object, "record", record_json(site));
	return object;
}

const struct site *site_next(const struct subject *subject, const struct site *site)
{
	const struct tables *tables = &subject->tables;
	size_t i = 0;

	if (site) {
		if (site + 1 < site->table->sites + site->table->nsites)
			return site + 1;
		while (i < tables->ntables && tables->table[i] != site->table)
			i++;
		i++;
	}
	for (; i < tables->ntables; i++)
		if (tables->table[i]->nsites)
			return tables->table[i]->sites;
	return NULL;
}

static void widen(int *width, size_t len)
{
	if (len > WIDTH_MAX)
		len = WIDTH_MAX;
	if (*width < (int)len)
		*width = (int)len;
}

void site_widen(struct site_widths *widths, const struct site *site)
{
	struct site_text text;

	site_place(site, &text);
	widen(&widths->addr, strlen(text.addr));
	widen(&widths->symbol, strlen(text.symbol));
	widen(&widths->op, strlen(site_op(site)));
	widen(&widths->bytes, site->len ? 3 * site->len - 1 : 0);
}

static void columns(const struct site_widths *w, const char *addr, const char *symbol,
		    const char *op, const char *form, const char *bytes,
		    const char *insns)
{
	text_line("%-*s  %-*s  %-*s  %-*s  %-*s  %s", w->addr, addr, w->symbol, symbol,
		  w->op, op, FORM_WIDTH, form, w->bytes, bytes, insns);
}

void site_heading(const struct site_widths *widths)
{
	columns(widths, "ADDRESS", "SYMBOL", "OP", "FORM", "BYTES", "INSTRUCTIONS");
}

void site_line(const struct site_widths *widths, const struct site *site)
{
	struct site_text text;

	site_describe(site, &text);
	columns(widths, text.addr, text.symbol, site_op(site),
		site_form_name(text.form), text.hex, text.insns);
}
