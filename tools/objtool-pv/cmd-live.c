// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv live: check the running kernel, after saying which one that is. */
#include <stdio.h>
#include <stdlib.h>

#include "report/check.h"

struct live_options {
	struct common common;
	const char *root, *baseline;
};

static const struct argp_option options[] = {
	{ "root", 'r', "DIR", 0, "Where proc is mounted (/proc)", 0 },
	CHECK_BASELINE("`check --json' or `live --json'"),
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct live_options *o = state->input;

	switch (key) {
	case 'r':
		o->root = arg;
		return 0;
	case 'b':
		o->baseline = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Check the running kernel and its modules through /proc/kcore, which only "
	       "root can read.  With --vmlinux, what must not change is compared with the "
	       "kernel's file, too.\vExit status: 0 no findings but known ones, 1 findings, "
	       "2 could not run.\n\nExamples:\n"
	       "  objtool-pv live\n"
	       "  objtool-pv live --vmlinux /usr/lib/debug/boot/vmlinux-$(uname -r)",
};

int cmd_live(int argc, char **argv)
{
	struct live_options o = { .root = "/proc" };
	struct check_report report = { .common = &o.common, .summary = true };
	char *path;

	cmd_parse(&argp, argc, argv, &o.common);
	if (check_report_begin(&report, "live", o.baseline) ||
	    asprintf(&path, "%s/kcore", o.root) < 0)
		return STATUS_ERROR;
	check_report_file(&report, path);
	free(path);
	return check_report_end(&report);
}
