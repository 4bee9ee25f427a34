// SPDX-License-Identifier: GPL-2.0-only
/* What kernel or module a subject is: which one, what runs it, and what its sites are. */
#include <inttypes.h>
#include <stdio.h>

#include "kernel.h"
#include "site.h"
#include "text.h"

static void count_forms(const struct subject *subject, size_t *forms)
{
	const struct site *site = NULL;

	while ((site = site_next(subject, site)))
		forms[site_form(site, NULL)]++;
}

/* The sites of a loaded module are those that must lie in its own text. */
static bool is_module(const struct table *table)
{
	return table->loaded;
}

static void forms_line(const struct subject *subject)
{
	size_t forms[FORMS] = { 0 }, i;
	char text[256] = "";
	int len = 0;

	count_forms(subject, forms);
	for (i = 0; i < FORMS; i++)
		if (forms[i])
			len += snprintf(text + len, sizeof(text) - len, "%s%zu %s",
					len ? ", " : ": ", forms[i], site_form_name(i));
	text_line("sites      %zu%s", subject_sites(subject), text);
}

static void module_lines(const struct subject *subject)
{
	const struct tables *tables = &subject->tables;
	size_t i;

	for (i = 0; i < tables->ntables; i++)
		if (is_module(tables->table[i]))
			text_line("module     %s: %zu sites", tables->table[i]->name,
				  tables->table[i]->nsites);
}

void kernel_lines(const struct subject *subject)
{
	const struct binary *binary = subject->binary;

	text_line("kernel     build id %s, moved by 0x%" PRIx64 ", names from %s",
		  *binary->build_id ? binary->build_id : "unknown", binary->slide,
		  binary->symbol_source ? binary->symbol_source : "nowhere");
	text_line("backend    %s", *subject->backend ? subject->backend : "not one of ours");
	if (*subject->mode)
		text_line("mode       %s", subject->mode);
	if (counted(binary))
		text_line("calls      are counted for call-depth tracking");
	forms_line(subject);
	text_line("fingerprint 0x%016" PRIx64, subject_fingerprint(subject));
	module_lines(subject);
}

static json_t *string_or_null(const char *string)
{
	return string && *string ? json_text(string) : json_null();
}

static json_t *forms_json(const struct subject *subject)
{
	size_t forms[FORMS] = { 0 }, i;
	json_t *object = json_object();

	count_forms(subject, forms);
	for (i = 0; i < FORMS; i++)
		json_object_set_new(object, site_form_name(i), json_integer(forms[i]));
	return object;
}

static void modules_json(const struct subject *subject, struct json_out *out)
{
	const struct tables *tables = &subject->tables;
	size_t i;

	json_out_array(out, "modules");
	for (i = 0; i < tables->ntables; i++)
		if (is_module(tables->table[i]))
			json_out_value(out, NULL, json_text(tables->table[i]->name));
	json_out_close(out);
}

void kernel_json(const struct subject *subject, struct json_out *out)
{
	const struct binary *binary = subject->binary;

	json_out_value(out, "kind", json_string(binary->kind == BINARY_MODULE ?
						"module" : "kernel"));
	json_out_value(out, "state", json_string(binary->state == BINARY_BOOTED ?
						 "booted" : "built"));
	json_out_value(out, "build_id", string_or_null(binary->build_id));
	json_out_value(out, "slide", json_address(binary->slide));
	json_out_value(out, "symbols", string_or_null(binary->symbol_source));
	json_out_value(out, "backend", string_or_null(subject->backend));
	json_out_value(out, "mode", string_or_null(subject->mode));
	json_out_value(out, "calls_counted", json_boolean(counted(binary)));
	json_out_value(out, "sites", json_integer(subject_sites(subject)));
	json_out_value(out, "forms", forms_json(subject));
	json_out_value(out, "fingerprint", json_address(subject_fingerprint(subject)));
	modules_json(subject, out);
}
