// SPDX-License-Identifier: GPL-2.0-only
/* lguest status: a line about a running guest. */
#include <argp.h>
#include <stdio.h>

#include "cmd.h"
#include "control.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **path = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num)
			argp_error(state, "there are too many arguments");
		*path = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a socket is missing");
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "SOCKET",
	.doc = "Say in a line what the guest that was started with --control SOCKET does.",
};

int cmd_status(int argc, char **argv)
{
	struct error error = { "" };
	char answer[CONTROL_LINE];
	const char *path = NULL;

	if (argp_parse(&argp, argc, argv, 0, NULL, &path))
		return STATUS_USAGE;
	if (control_ask(path, CONTROL_STATUS, -1, answer, &error)) {
		say("%s", error.text);
		return STATUS_USAGE;
	}
	puts(answer + 1);
	return STATUS_OFF;
}
