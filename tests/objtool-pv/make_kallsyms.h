/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel's .rodata with the tables of kallsyms in it. */
#ifndef TESTS_OBJTOOL_PV_MAKE_KALLSYMS_H
#define TESTS_OBJTOOL_PV_MAKE_KALLSYMS_H

#include "../../tools/objtool-pv/input/input.h"

/** enum kallsyms_layout - the order of the tables */
enum kallsyms_layout {
	LAYOUT_6_1,
	LAYOUT_6_2,
	LAYOUT_6_5,
	LAYOUT_7_2,
	LAYOUTS
};

extern const char *const layout_names[LAYOUTS];

/** enum kallsyms_part - tables, in no order */
enum kallsyms_part {
	PART_OFFSETS, PART_BASE, PART_NUM, PART_NAMES, PART_MARKERS, PART_SEQS,
	PART_TOKENS, PART_INDEX,
	PARTS
};

/**
 * struct make_kallsyms - what to make, and where it was put
 * @layout:   see there
 * @percpu:   how many symbols at first are absolute ones, at 0, 16, ...; not of 7.2
 * @plain:    no absolute symbols: offsets are not negative
 * @count:    all symbols
 * @before:   bytes of other data in front of the tables, not aligned
 * @at:       filled in: where each table begins
 */
struct make_kallsyms {
	enum kallsyms_layout layout;
	u32 percpu;
	bool plain;
	u32 count;
	u32 before;
	u64 at[PARTS];
};

/** make_kallsyms - the section's bytes */
struct blob make_kallsyms(struct make_kallsyms *make);

/** make_kallsyms_name - of symbol @i: type, then name; @to has KALLSYMS_ROOM bytes */
#define KALLSYMS_ROOM	1024
void make_kallsyms_name(u32 i, char *to);

/** make_kallsyms_addr - its address; symbols without a place in the kernel have 16 * i */
u64 make_kallsyms_addr(const struct make_kallsyms *make, u32 i);

#endif
