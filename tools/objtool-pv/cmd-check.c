// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv check: hold every site, record and table of files against every rule. */
#include <limits.h>

#include "report/check.h"
#include "report/text.h"

/* Keys of options without a letter. */
enum { KEY_RULES = 0x100 };

struct check_options {
	struct common common;
	const char *baseline;
	bool rules;
};

static const struct argp_option options[] = {
	CHECK_BASELINE("`check --json'"),
	{ "rules", KEY_RULES, NULL, 0, "List the rules and end", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct check_options *o = state->input;

	switch (key) {
	case 'b':
		o->baseline = arg;
		return 0;
	case KEY_RULES:
		o->rules = true;
		o->common.min = 0;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE...",
	.doc = "Check every call site of kernels, modules, objects and memory dumps: that "
	       "its record can be true, and that the bytes there are one of the site's "
	       "legal byte sequences.  A file as built has every site in its indirect form; in "
	       "memory, what is legal follows from the functions that the kernel has "
	       "bound.\vExit status: 0 no findings but known ones, 1 findings, 2 could not "
	       "run.\n\nExamples:\n"
	       "  objtool-pv check vmlinux module.ko\n"
	       "  objtool-pv check --vmlinux vmlinux vmcore\n"
	       "  objtool-pv check --json vmlinux > known.json\n"
	       "  objtool-pv check --baseline known.json vmlinux",
};

static int list_rules(const struct check_options *o)
{
	struct json_out out;
	unsigned int i;

	if (!o->common.json) {
		for (i = 0; i < RULES_NR; i++)
			text_line("%-16s%s", rule_id(i), rule_meaning(i));
		return STATUS_CLEAN;
	}
	json_out_begin(&out, stdout, "check");
	json_out_object(&out, "rules");
	for (i = 0; i < RULES_NR; i++)
		json_out_value(&out, rule_id(i), json_string(rule_meaning(i)));
	json_out_close(&out);
	json_out_end(&out);
	return STATUS_CLEAN;
}

int cmd_check(int argc, char **argv)
{
	struct check_options o = { .common = { .min = 1, .max = INT_MAX } };
	struct check_report report = { .common = &o.common };
	int i;

	cmd_parse(&argp, argc, argv, &o.common);
	if (o.rules)
		return list_rules(&o);
	if (check_report_begin(&report, "check", o.baseline))
		return STATUS_ERROR;
	for (i = 0; i < o.common.nargs; i++)
		check_report_file(&report, o.common.args[i]);
	return check_report_end(&report);
}
