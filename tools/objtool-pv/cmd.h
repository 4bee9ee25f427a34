/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the commands share: exit statuses, the options that each of them has, and how
 * they are parsed.
 */
#ifndef OBJTOOL_PV_CMD_H
#define OBJTOOL_PV_CMD_H

#include <argp.h>

#include "subject.h"

#define OBJTOOL_PV_VERSION	"1.0"

/**
 * enum status - exit statuses, of every command; the largest wins
 * @STATUS_CLEAN:    done, and nothing was found
 * @STATUS_FINDINGS: done, and findings, or differences
 * @STATUS_ERROR:    could not run: usage, unreadable or damaged input, output not written
 */
enum status {
	STATUS_CLEAN,
	STATUS_FINDINGS,
	STATUS_ERROR,
};

/**
 * struct common - the options and arguments of every command
 * @json:    write JSON
 * @quiet:   leave out headings, summaries and progress
 * @vmlinux: the kernel's file, or NULL
 * @args:    arguments that are no options
 * @nargs:   how many
 * @min:     how many there have to be; set by the command
 * @max:     how many there can be; set by the command
 */
struct common {
	bool json, quiet;
	const char *vmlinux;
	char **args;
	int nargs, min, max;
};

/* cmd.c */

/**
 * cmd_parse - parse the options and arguments of a command
 * @own:    the command's help, and the options that it has alone, if any
 * @common: the first member of all that the command parses into
 *
 * Does not return if they are wrong, or ask for help.
 */
void cmd_parse(const struct argp *own, int argc, char **argv, struct common *common);

/**
 * cmd_open - subject_open(), with a message if that fails
 * @command: whose JSON says why
 */
int cmd_open(struct subject *subject, const char *command, const char *path,
	     const struct common *common);

/** cmd_unchecked - on standard error, what of @subject could not be looked at; JSON has it */
void cmd_unchecked(const struct subject *subject, const char *path,
		   const struct common *common);

/* One command each: cmd-NAME.c.  Returns an exit status. */
int cmd_list(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_size(int argc, char **argv);
int cmd_live(int argc, char **argv);
int cmd_explain(int argc, char **argv);

#endif
