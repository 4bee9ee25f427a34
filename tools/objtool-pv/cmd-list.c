// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv list: every call site, or those that are asked for. */
#include <fnmatch.h>
#include <string.h>

#include "cmd.h"
#include "report/json.h"
#include "report/place.h"
#include "report/site.h"

struct list_options {
	struct common common;
	const char *op, *symbol, *section;
	int form, format;
};

static const struct argp_option options[] = {
	{ "op", 'o', "GLOB", 0, "Sites of operations with such a name, "
	  "with or without its group", 0 },
	{ "symbol", 's', "GLOB", 0, "Sites in functions with such a name", 0 },
	{ "section", 'S', "GLOB", 0, "Sites in sections with such a name", 0 },
	{ "form", 'f', "FORM", 0, "Sites that are indirect, direct, inline, none "
	  "(padding alone), illegal or unreadable", 0 },
	{ "format", 'F', "SECTION", 0, "Sites recorded in .pvops_sites, "
	  ".parainstructions, .altinstructions or .static_call_sites", 0 },
	{ 0 }
};

static const char *form_at(int i)
{
	return site_form_name(i);
}

static const char *format_at(int i)
{
	return format_name(i);
}

/* The number of a name; the user learns the others if there is none. */
static int number_of(struct argp_state *state, const char *what, const char *name,
		     const char *(*at)(int i), int count)
{
	char all[256] = "";
	int i, len = 0;

	for (i = 0; i < count; i++) {
		if (!strcmp(name, at(i)))
			return i;
		len += snprintf(all + len, sizeof(all) - len, " %s", at(i));
	}
	argp_error(state, "there is no %s \"%s\"; there are%s", what, name, all);
	return -1;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct list_options *o = state->input;

	switch (key) {
	case 'o':
		o->op = arg;
		return 0;
	case 's':
		o->symbol = arg;
		return 0;
	case 'S':
		o->section = arg;
		return 0;
	case 'f':
		o->form = number_of(state, "form", arg, form_at, FORMS);
		return 0;
	case 'F':
		o->format = number_of(state, "format", arg, format_at, FORMATS);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE",
	.doc = "List the call sites of a kernel, module, object or memory dump, one a line: "
	       "address, symbol, operation, form, bytes, instructions.  GLOB is a name that "
	       "may have * and ? in it.\vExit status: 0 done, 2 could not run.\n\n"
	       "Examples:\n"
	       "  objtool-pv list vmlinux\n"
	       "  objtool-pv list --op irq_disable --symbol '*sched*' vmlinux\n"
	       "  objtool-pv list --form illegal --vmlinux vmlinux vmcore",
};

static bool matches(const char *glob, const char *name)
{
	return !glob || (name && !fnmatch(glob, name, 0));
}

/* An operation is known by its own name and by that of its group and its own. */
static bool matches_op(const char *glob, const char *name)
{
	const char *dot = strrchr(name, '.');

	return matches(glob, name) || (dot && matches(glob, dot + 1));
}

static bool wanted(const struct list_options *o, const struct site *site)
{
	struct place place;

	if (o->format >= 0 && (int)site->table->format != o->format)
		return false;
	if (!matches_op(o->op, site_op(site)))
		return false;
	if (o->form >= 0 && (int)site_form(site, NULL) != o->form)
		return false;
	if (!o->symbol && !o->section)
		return true;
	place_in(site->table, site->addr, &place);
	return matches(o->symbol, place.symbol) && matches(o->section, place.section);
}

static void as_text(const struct list_options *o, const struct subject *subject)
{
	struct site_widths widths = SITE_WIDTHS;
	const struct site *site = NULL;

	while ((site = site_next(subject, site)))
		if (wanted(o, site))
			site_widen(&widths, site);
	if (!o->common.quiet)
		site_heading(&widths);
	while ((site = site_next(subject, site)))
		if (wanted(o, site))
			site_line(&widths, site);
}

static void as_json(const struct list_options *o, const struct subject *subject)
{
	const struct site *site = NULL;
	struct json_out out;

	json_out_begin(&out, stdout, "list");
	json_out_value(&out, "file", json_text(o->common.args[0]));
	json_out_array(&out, "sites");
	while ((site = site_next(subject, site)))
		if (wanted(o, site))
			json_out_value(&out, NULL, site_json(site));
	json_out_close(&out);
	json_out_strings(&out, "unchecked", subject->tables.unchecked,
			 subject->tables.nunchecked);
	json_out_end(&out);
}

int cmd_list(int argc, char **argv)
{
	struct list_options o = { .common = { .min = 1, .max = 1 },
				  .form = -1, .format = -1 };
	struct subject subject;

	cmd_parse(&argp, argc, argv, &o.common);
	if (cmd_open(&subject, "list", o.common.args[0], &o.common))
		return STATUS_ERROR;
	if (o.common.json)
		as_json(&o, &subject);
	else
		as_text(&o, &subject);
	cmd_unchecked(&subject, o.common.args[0], &o.common);
	subject_close(&subject);
	return STATUS_CLEAN;
}
