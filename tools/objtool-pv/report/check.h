/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A run of checks over one or more files, and everything that is said about it.  "check"
 * and "live" differ in nothing but what they open and in what comes first.
 */
#ifndef OBJTOOL_PV_REPORT_CHECK_H
#define OBJTOOL_PV_REPORT_CHECK_H

#include "../baseline.h"
#include "../cmd.h"
#include "json.h"

/**
 * struct check_report - a run
 * @common:   the options
 * @baseline: findings that are known; empty if there are none
 * @summary:  begin each file with what kernel it is
 * @json:     where JSON goes
 * @findings: of all files
 * @known:    of these, those in the baseline
 * @status:   exit status so far
 */
struct check_report {
	const struct common *common;
	struct baseline baseline;
	bool summary;
	struct json_out json;
	size_t findings, known;
	enum status status;
};

/* The option --baseline: @writers are the commands whose JSON it takes, as help names them. */
#define CHECK_BASELINE(writers)							\
	{ "baseline", 'b', "FILE", 0, "What an earlier " writers " wrote: findings in "	\
	  "it are known and do not count for the exit status", 0 }

/**
 * check_report_begin - before the first file
 * @baseline: the file of findings that are known, or NULL
 *
 * Return: 0, or -1 after a message.
 */
int check_report_begin(struct check_report *report, const char *command,
		       const char *baseline);

/** check_report_file - check the file at @path and report on it */
void check_report_file(struct check_report *report, const char *path);

/** check_report_end - after the last file; returns the exit status */
int check_report_end(struct check_report *report);

#endif
