// SPDX-License-Identifier: GPL-2.0-only
/* objtool-pv live: check the running kernel, after saying which one that is. */
#include <stdio.h>
#include <stdlib.h>

#include "report/check.h"
#include "report/text.h"

struct live_options {
	struct common common;
	const char *root, *baseline;
};

static const struct argp_option options[] = {
	{ "root", 'r', "DIR", 0, "Where proc is mounted (/proc)", 0 },
	{ "baseline", 'b', "FILE", 0, "What an earlier `check --json' or `live --json' "
	  "wrote: findings in it are known and do not count for the exit status", 0 },
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
	return cmd_parse_common(key, arg, state);
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.children = cmd_children,
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
	struct error error = { "" };
	char *path;

	cmd_parse(&argp, argc, argv, &o.common);
	if (o.baseline && baseline_open(&report.baseline, o.baseline, &error)) {
		text_error("%s", error.text);
		return STATUS_ERROR;
	}
	if (asprintf(&path, "%s/kcore", o.root) < 0)
		return STATUS_ERROR;
	check_report_begin(&report, "live");
	check_report_file(&report, path);
	free(path);
	return check_report_end(&report);
}
