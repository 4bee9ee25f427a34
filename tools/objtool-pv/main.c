// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv: the table of commands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "decode.h"
#include "report/output.h"
#include "report/text.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *doc;
} commands[] = {
	{ "list",    cmd_list,    "every call site, one a line" },
	{ "check",   cmd_check,   "hold every call site against every rule" },
	{ "diff",    cmd_diff,    "compare the call sites of two files" },
	{ "size",    cmd_size,    "what call sites and their records cost in bytes" },
	{ "live",    cmd_live,    "check the running kernel" },
	{ "explain", cmd_explain, "everything about one call site" },
	{ 0 }
};

const char *argp_program_version = "objtool-pv " OBJTOOL_PV_VERSION;

/* After the text of --help: the commands. */
static char *help(int key, const char *text, void *input)
{
	const struct command *c;
	size_t size;
	char *list;
	FILE *file;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	file = open_memstream(&list, &size);
	if (!file)
		return NULL;
	fputs("Commands:\n", file);
	for (c = commands; c->name; c++)
		fprintf(file, "  %-9s%s\n", c->name, c->doc);
	fputs("\n`objtool-pv COMMAND --help' describes one.  The exit status is 0: clean, "
	      "1: findings or differences, 2: could not run.", file);
	return fclose(file) ? NULL : list;
}

/* Options after the command are the command's. */
static error_t parse(int key, char *arg, struct argp_state *state)
{
	int *first = state->input;

	(void)arg;
	if (key == ARGP_KEY_NO_ARGS)
		argp_error(state, "a command is missing");
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	*first = state->next - 1;
	state->next = state->argc;
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "COMMAND [OPTION...] [ARGUMENT...]",
	.doc = "Audit every paravirt call site of x86-64 Linux kernels: of files, of the "
	       "running kernel, of memory dumps.\v",
	.help_filter = help,
};

static int no_command(const char *name)
{
	const struct command *c;

	text_error("there is no command \"%s\"; the commands are:", name);
	for (c = commands; c->name; c++)
		fprintf(stderr, "  %-9s%s\n", c->name, c->doc);
	return STATUS_ERROR;
}

int main(int argc, char **argv)
{
	const struct command *c;
	int first = 0, status;
	char *full_name;

	argp_err_exit_status = STATUS_ERROR;
	output_guard(STATUS_ERROR);
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &first))
		return STATUS_ERROR;
	for (c = commands; c->name && strcmp(c->name, argv[first]); c++)
		;
	if (!c->name)
		return no_command(argv[first]);
	if (asprintf(&full_name, "objtool-pv %s", c->name) < 0)
		return STATUS_ERROR;
	argv[first] = full_name;
	status = c->run(argc - first, argv + first);
	decode_end();
	free(full_name);
	return status;
}
