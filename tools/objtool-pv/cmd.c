// SPDX-License-Identifier: GPL-2.0-only
/* The options that every command has, and opening what the user named. */
#include <stdlib.h>

#include "cmd.h"
#include "report/json.h"
#include "report/text.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Write JSON, described in objtool-pv(1)", 1 },
	{ "quiet", 'q', NULL, 0, "Leave out headings, summaries and progress", 1 },
	{ "vmlinux", 'k', "FILE", 0,
	  "The file of the kernel that a dump, /proc/kcore or a module belongs to", 1 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct common *common = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = common;
		return 0;
	case 'j':
		common->json = true;
		return 0;
	case 'q':
		common->quiet = true;
		return 0;
	case 'k':
		common->vmlinux = arg;
		return 0;
	case ARGP_KEY_ARGS:
		common->args = state->argv + state->next;
		common->nargs = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		if (common->nargs < common->min)
			argp_error(state, "an argument is missing");
		if (common->nargs > common->max)
			argp_error(state, "there are too many arguments");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

/* The command's own is a child, so that it need not know of what all commands have. */
void cmd_parse(const struct argp *own, int argc, char **argv, struct common *common)
{
	const struct argp_child children[] = { { own, 0, NULL, 0 }, { 0 } };
	const struct argp argp = {
		.options = options, .parser = parse, .children = children,
	};

	if (argp_parse(&argp, argc, argv, 0, NULL, common))
		exit(STATUS_ERROR);
}

int cmd_open(struct subject *subject, const char *command, const char *path,
	     const struct common *common)
{
	struct error error = { "" };
	struct json_out out;

	if (!subject_open(subject, path, common->vmlinux, &error))
		return 0;
	text_error("%s", error.text);
	if (!common->json)
		return -1;
	json_out_begin(&out, stdout, command);
	json_out_value(&out, "file", json_text(path));
	json_out_value(&out, "error", json_text(error.text));
	json_out_end(&out);
	return -1;
}

void cmd_unchecked(const struct subject *subject, const char *path,
		   const struct common *common)
{
	size_t i;

	if (common->json || common->quiet)
		return;
	for (i = 0; i < subject->tables.nunchecked; i++)
		text_error("%s: not looked at: %s", path, subject->tables.unchecked[i]);
}
