/* SPDX-License-Identifier: GPL-2.0-only */
/* Code of a real kernel, end to end, for decoders to be compared on. */
#ifndef TESTS_OBJTOOL_PV_DECODE_SAMPLE_H
#define TESTS_OBJTOOL_PV_DECODE_SAMPLE_H

#include "../../tools/objtool-pv/decode.h"

/* Where the sample executes; branches are compared as if they did. */
#define SAMPLE_BASE	0xffffffff81000000ull
/* Bytes of NOPs after each function: whatever goes wrong ends before the next one. */
#define SAMPLE_GAP	16
#define SAMPLE_MAX	(8u << 20)

/**
 * struct sample - functions
 * @bytes:     @size of them
 * @functions: how many
 * @with_sites: how many of them have sites
 */
struct decode_sample {
	u8 *bytes;
	size_t size;
	unsigned int functions, with_sites;
};

/**
 * decode_sample_make - all functions with sites, and others by chance
 *
 * The kernel is the file $PVOPS_VMLINUX.  Fails the test if there is none.
 */
void decode_sample_make(struct decode_sample *sample);

/** decode_sample_objdump - what objdump says of each instruction, in order */
void decode_sample_objdump(const struct decode_sample *sample,
			   void (*each)(u64 addr, const char *text));

#endif
