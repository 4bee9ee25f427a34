// SPDX-License-Identifier: GPL-2.0-only
/* lguest dump: the memory and the CPU of a running guest, which stands still meanwhile. */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"
#include "control.h"

#define ARGS	2

struct args {
	const char *socket, *file;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case ARGP_KEY_ARG:
		if (state->arg_num >= ARGS)
			argp_error(state, "there are too many arguments");
		*(state->arg_num ? &args->file : &args->socket) = arg;
		return 0;
	case ARGP_KEY_END:
		if (state->arg_num < ARGS)
			argp_error(state, "a socket and a file are needed");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.parser = parse,
	.args_doc = "SOCKET FILE",
	.doc = "Write an ELF core of the guest that was started with --control SOCKET.",
};

/* What is half written is of no use. */
static int dump(const struct args *args, struct error *error)
{
	int ret, fd = open(args->file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	char answer[CONTROL_LINE];
	struct stat stat;

	if (fd < 0)
		return error_set(error, "%s: %s", args->file, strerror(errno));
	ret = control_ask(args->socket, CONTROL_DUMP, fd, answer, error);
	if (ret && !fstat(fd, &stat) && S_ISREG(stat.st_mode))
		unlink(args->file);
	close(fd);
	return ret;
}

int cmd_dump(int argc, char **argv)
{
	struct error error = { "" };
	struct args args = { NULL, NULL };

	if (argp_parse(&argp, argc, argv, 0, NULL, &args))
		return STATUS_USAGE;
	if (!dump(&args, &error))
		return STATUS_OFF;
	say("%s", error.text);
	return STATUS_USAGE;
}
