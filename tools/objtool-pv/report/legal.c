// SPDX-License-Identifier: GPL-2.0-only
/* What a site may be, and why it is what it is, for people and as JSON. */
#include <stdio.h>

#include "insns.h"
#include "json.h"
#include "legal.h"
#include "text.h"

#define LATER_MAX	32	/* functions of one operation */

void legal_line(const struct site *site, const struct legal_bytes *legal, char mark)
{
	char hex[TEXT_HEX(SITE_BYTES)], insns[INSNS_TEXT];

	text_hex(hex, legal->bytes, site->len, " ");
	insns_text(site->table->binary, legal->bytes, site->len, site->addr, insns);
	text_line("  %c %-9s %s  %s  (%s)", mark, site_form_name(legal->form), hex, insns,
		  legal->label);
}

json_t *legal_json(const struct site *site, const struct legal_bytes *legal)
{
	json_t *object = json_object();
	char insns[INSNS_TEXT];

	insns_text(site->table->binary, legal->bytes, site->len, site->addr, insns);
	json_object_set_new(object, "form", json_string(site_form_name(legal->form)));
	json_object_set_new(object, "label", json_text(legal->label));
	json_object_set_new(object, "bytes", json_hex(legal->bytes, site->len));
	json_object_set_new(object, "instructions", json_text(insns));
	return object;
}

void why_text(const struct site *site, const struct pvops_why *why, char *to)
{
	const char *sentence = pvops_reason_text(why->reason);

	if (why->code)
		snprintf(to, WHY_TEXT, "%s: %u bytes, %u there", sentence, why->code, site->len);
	else
		snprintf(to, WHY_TEXT, "%s", sentence);
}

json_t *why_json(const struct site *site)
{
	struct pvops_why why;
	char text[WHY_TEXT];

	if (!pvops_why(site, &why))
		return json_null();
	why_text(site, &why, text);
	return json_text(text);
}

static const char *function_name(const struct site *site, u64 function)
{
	const struct binary_symbol *symbol = binary_symbol_at(site->table->binary, function);

	return symbol ? symbol->name : "a function without a name";
}

void later_lines(const struct site *site)
{
	struct pvops_later later[LATER_MAX];
	int i, j, count = pvops_later(site, later, LATER_MAX);
	char why[WHY_TEXT];

	for (i = 0; i < count; i++) {
		why_text(site, &later[i].why, why);
		text_line("booted     bound to %.80s (%s): %s",
			  function_name(site, later[i].function),
			  *later[i].owner ? later[i].owner : "a platform's code", why);
		for (j = 0; j < later[i].nlegal; j++)
			legal_line(site, &later[i].legal[j], ' ');
	}
}

static json_t *one_later(const struct site *site, const struct pvops_later *later)
{
	json_t *object = json_object(), *legal = json_array();
	char why[WHY_TEXT];
	int i;

	why_text(site, &later->why, why);
	for (i = 0; i < later->nlegal; i++)
		json_array_append_new(legal, legal_json(site, &later->legal[i]));
	json_object_set_new(object, "function", json_text(function_name(site, later->function)));
	json_object_set_new(object, "backend", *later->owner ? json_text(later->owner) :
							       json_null());
	json_object_set_new(object, "reason", json_text(why));
	json_object_set_new(object, "legal_bytes", legal);
	return object;
}

json_t *later_json(const struct site *site)
{
	struct pvops_later later[LATER_MAX];
	int i, count = pvops_later(site, later, LATER_MAX);
	json_t *array = json_array();

	for (i = 0; i < count; i++)
		json_array_append_new(array, one_later(site, &later[i]));
	return array;
}
