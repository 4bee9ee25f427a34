// SPDX-License-Identifier: GPL-2.0-only
/* lguest: the table of commands. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "machine.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *doc;
} commands[] = {
	{ "run",    cmd_run,    "run a kernel as a guest" },
	{ "dump",   cmd_dump,   "write the memory of a running guest to a file" },
	{ "status", cmd_status, "say in a line what a running guest does" },
	{ 0 }
};

const char *argp_program_version = "lguest " LGUEST_VERSION;

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
		fprintf(file, "  %-8s%s\n", c->name, c->doc);
	fputs("\n`lguest COMMAND --help' describes one.", file);
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
	.doc = "Virtual machines on a CPU that has no virtualisation, or does not offer it.\v",
	.help_filter = help,
};

int main(int argc, char **argv)
{
	const struct command *c;
	char *full_name;
	int first = 0;

	argp_err_exit_status = STATUS_USAGE;
	if (argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &first))
		return STATUS_USAGE;
	for (c = commands; c->name && strcmp(c->name, argv[first]); c++)
		;
	if (!c->name) {
		say("there is no command \"%s\": see lguest --help", argv[first]);
		return STATUS_USAGE;
	}
	if (asprintf(&full_name, "lguest %s", c->name) < 0)
		return STATUS_USAGE;
	argv[first] = full_name;
	return c->run(argc - first, argv + first);
}
