/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Segments, for tests of whatever makes one.  What the CPU makes of a descriptor is asked
 * with LSL, which reads a segment's limit at every privilege.
 */
#ifndef PVOPS_KUNIT_SEGMENT_H
#define PVOPS_KUNIT_SEGMENT_H

#include <linux/types.h>
#include <asm/asm.h>
#include <asm/desc.h>

#define SELECTOR(entry)		((entry) * 8 + 3)
#define LDT_SELECTOR(entry)	((entry) * 8 + 7)
#define NO_SEGMENT		(-1L)

/* The limit of the segment with this selector, or NO_SEGMENT. */
static inline long limit(u32 selector)
{
	u32 found;
	bool is_segment;

	asm volatile("lsl %[selector], %[found]" CC_SET(z)
		     : [found] "=r" (found), CC_OUT(z) (is_segment)
		     : [selector] "r" (selector));
	return is_segment ? found : NO_SEGMENT;
}

/* A data segment that user mode may use. */
static inline struct desc_struct segment(unsigned int limit)
{
	const struct user_desc info = {
		.limit = limit,
		.seg_32bit = 1,
		.useable = 1,
	};
	struct desc_struct desc;

	fill_ldt(&desc, &info);
	return desc;
}

#endif
