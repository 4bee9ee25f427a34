/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The templates of one backend, as they are in the object file of its templates.S: not
 * linked, so that every function still has its name.
 */
#ifndef TESTS_BACKENDS_RECORD_H
#define TESTS_BACKENDS_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct record - one row of .pvops_templates
 * @op:       these four as in struct pvops_template
 * @variant:  ...
 * @len:      ...
 * @flags:    ...
 * @function: name of the implementation that it stands for
 * @nothunk:  name of the function that is called instead of a thunk, or NULL
 * @code:     @len bytes; NULL where there is such a function
 * @at:       offset of @code among the code of all
 * @relative: what @code reaches relative to its own place, or NULL
 */
struct record {
	uint8_t op, variant, len, flags;
	const char *function, *nothunk;
	const uint8_t *code;
	size_t at;
	const char *relative;
};

/**
 * struct records - all rows
 * @row:       @count of them
 * @code_size: bytes of code
 * @names:     what names and code point into; opaque
 */
struct records {
	struct record *row;
	size_t count, code_size;
	void *names;
};

/* Read the object file at @image; NULL, or what is wrong with it. */
const char *records_read(struct records *records, const void *image, size_t size);
void records_free(struct records *records);

#endif
