/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Findings that are known: those of an earlier "check --json".  They are told again by
 * rule, operation and place (symbol+offset), never by address, which differs in every
 * boot.  One entry makes one finding of a file known, so that a second one like it is
 * not hidden.
 */
#ifndef OBJTOOL_PV_BASELINE_H
#define OBJTOOL_PV_BASELINE_H

#include "check/check.h"

struct known;

/**
 * struct baseline - findings that are known
 * @known: @count of them, in order
 */
struct baseline {
	struct known *known;
	size_t count;
};

/** baseline_open - read the file at @path; 0, or -1 with a reason */
int baseline_open(struct baseline *baseline, const char *path, struct error *error);

/** baseline_parse - the same from memory; @name is for the reason */
int baseline_parse(struct baseline *baseline, const char *name, const char *text,
		   size_t size, struct error *error);

/** baseline_mark - mark those of one file's @findings that are known; returns how many */
size_t baseline_mark(struct baseline *baseline, const struct binary *binary,
		     struct findings *findings);

/**
 * baseline_gone - is entry @i a finding that no file had?
 *
 * Return: "rule: place: operation", or NULL: a file had it.
 */
const char *baseline_gone(const struct baseline *baseline, size_t i);

/** baseline_free - and everything in it */
void baseline_free(struct baseline *baseline);

#endif
