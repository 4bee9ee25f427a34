/* SPDX-License-Identifier: GPL-2.0-only */
/* One thing that is wrong with a small kernel, and the finding that it makes. */
#ifndef TESTS_OBJTOOL_PV_RULE_CASES_H
#define TESTS_OBJTOOL_PV_RULE_CASES_H

#include "small_kernel.h"

/** SMALL_BUILT - in the place of a mode: the kernel has not been booted */
#define SMALL_BUILT	PVPATCH_FORMS

/** enum shows - what a finding has to show */
enum shows {
	NOTHING,
	FOUND,		/* the bytes that are there */
	CHANGE,		/* and those that were there before the damage */
};

/**
 * struct rule_case - a damage and its finding
 * @rule: what finds it
 * @mode: of the kernel
 * @at: the address of the finding
 * @len: how many bytes it shows
 * @bytes: where they are, if not at @at
 */
struct rule_case {
	const char *name;
	enum rule rule;
	unsigned int mode;
	void (*damage)(struct small *small);
	u64 at;
	enum shows shows;
	u8 len;
	u64 bytes;
};

extern const struct rule_case rule_cases[];
extern const size_t rule_cases_nr;

/** small_leave_through_table - make the site that leaves the kernel an indirect jump */
void small_leave_through_table(struct small *small);

#endif
