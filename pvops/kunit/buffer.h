/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text of the tests' own, where call sites are put, patched by the same code as the
 * kernel's, and run.
 */
#ifndef PVOPS_KUNIT_BUFFER_H
#define PVOPS_KUNIT_BUFFER_H

#include "kunit.h"

#define GUARD	0xcc		/* int3: must be neither overwritten nor executed */

/* endbr64: where the buffer may be entered by an indirect call. */
#define ENDBR_BYTES	0xf3, 0x0f, 0x1e, 0xfa
#define RET_BYTE	0xc3

/**
 * struct buffer - pages of text
 * @text:  the first byte
 * @size:  how many there are
 * @error: why the last site of the last pass that failed did so, or 0
 */
struct buffer {
	u8 *text;
	size_t size;
	int error;
};

struct buffer *pvops_test_buffer(struct kunit *test, size_t size);
bool pvops_test_place(struct buffer *buffer, struct pvpatch_site *site, u8 *at,
		      unsigned int op, unsigned int variant);
struct pvpatch_stats pvops_test_patch(struct buffer *buffer,
				      const struct pvpatch_site *sites, u32 count,
				      enum pvpatch_form want);
void pvops_test_executable(struct buffer *buffer, bool executable);

#endif
