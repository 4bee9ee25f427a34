/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A backend's templates, which the test is linked with, compared with bytes that
 * are written out by hand.
 */
#ifndef TESTS_BACKENDS_TEMPLATES_H
#define TESTS_BACKENDS_TEMPLATES_H

#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/pvops/template.h>
#include "../../check.h"

/* Code as a string, which may have zeros in it. */
struct code {
	unsigned int len;
	const char *bytes;
};

#define CODE(string)	{ sizeof(string) - 1, string }

/* One template: the key is its operation, its variant and whether it is code or a function. */
struct row {
	const char *name;
	uint8_t op, variant, flags;
	struct code code;
};

#define ROW(op, variant, flags, string) \
	{ #op "/" #variant, op, variant, flags, CODE(string) }

/* One operation's templates for each register, in hardware numbering. */
struct family {
	const char *name;
	uint8_t op, flags;
	struct code code[16];	/* the stack pointer, [4], is not used */
};

#define FAMILY(op, flags, ...) \
	{ #op, op, flags, { __VA_ARGS__ } }

extern const struct pvops_template __start_pvops_templates[];
extern const struct pvops_template __stop_pvops_templates[];

/* There is exactly this template. */
void has_row(const struct row *row);
/* There is exactly this template for each register. */
void has_family(const struct family *family);
/*
 * Each template is one that has_row() or has_family() has seen before, there are this many,
 * and each is fit to be one.
 */
void has_only(unsigned int rows, unsigned int families);

#endif
