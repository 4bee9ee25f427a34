/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a site's bytes have to be, worked out without any of the patcher's code,
 * and the samples of inline code that the tests feed it.
 */
#ifndef TESTS_PATCHER_EXPECT_H
#define TESTS_PATCHER_EXPECT_H

#include "../../pvops/patcher/patcher.h"
#include "../check.h"

/* Longer than any site, so that a test can see what was written too far. */
#define ROOM		(PVPATCH_SITE_MAX + 17)

/**
 * struct sample - real instructions of a known length
 * @bytes: the instructions; row n of samples[] has n bytes
 * @insns: how many there are
 * @first: length of the first
 * @text:  the first as objdump prints it
 */
struct sample {
	const char *bytes;
	unsigned int insns, first;
	const char *text;
};

extern const struct sample samples[PVPATCH_SITE_MAX + 1];

/* With @prefix, padded with prefixes: its own, or, if it is empty, the next instruction's. */
struct pvpatch_code sample_code(unsigned int len, bool prefix);

void expect_nop(u8 *to, unsigned int len);
void expect_call(u8 *to, u64 from, u64 target);
void expect_jump(u8 *to, u64 from, u64 target);
unsigned int expect_prefixes(unsigned int len, const struct pvpatch_code *code);
void expect_pad(u8 *to, unsigned int len, const struct pvpatch_code *code);
enum pvpatch_form expect_form(const struct pvpatch_site *site,
			      const struct pvpatch_choice *choice,
			      enum pvpatch_form want, u8 *bytes);

#endif
