/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMCOREINFO: what a kernel says about itself for readers of its dumps.
 */
#ifndef OBJTOOL_PV_VMCOREINFO_H
#define OBJTOOL_PV_VMCOREINFO_H

#include "../binary.h"
#include "ranges.h"
#include "source.h"

/**
 * struct vmcoreinfo - what it says
 * @release:      OSRELEASE, as in uname -r
 * @build_id:     lower-case hexadecimal digits; "" before Linux 5.9
 * @init_top_pgt: virtual address of the kernel's own page table
 * @phys_base:    physical address of what is mapped at the start of the kernel mapping
 * @slide:        KERNELOFFSET: what KASLR added to the kernel's addresses
 * @sme_mask:     bits of page-table entries that say "encrypted" and are no address
 * @la57:         are there five levels of page tables?
 */
struct vmcoreinfo {
	char release[72];
	char build_id[2 * 64 + 1];
	u64 init_top_pgt, phys_base, slide, sme_mask;
	bool la57;
};

/**
 * vmcoreinfo_parse - read the text
 * @size: how long it is at most; it ends earlier at the first byte that is no text
 *
 * Return: 0, or -1: it is not all there.
 */
int vmcoreinfo_parse(const u8 *text, size_t size, struct vmcoreinfo *info);

/**
 * struct vmcoreinfo_search - the one that belongs to a kernel
 * @build_id: of the kernel's file, or ""
 * @release:  compared if there is no @build_id
 * @info:     the one that agrees
 * @found:    how many do that and differ from each other: 0, 1, or 2 for more
 * @other:    one that did not agree, for the message, if @others
 * @others:   were there any?
 */
struct vmcoreinfo_search {
	const char *build_id;
	const char *release;
	struct vmcoreinfo info, other;
	int found;
	bool others;
};

/** vmcoreinfo_try - is this text, as of vmcoreinfo_parse(), the one? */
void vmcoreinfo_try(struct vmcoreinfo_search *search, const u8 *text, size_t size);

/**
 * vmcoreinfo_scan - try every text in those parts of a file that @ranges lead to
 *
 * Every byte of the file is looked at once at most, whatever the ranges say.
 */
void vmcoreinfo_scan(struct vmcoreinfo_search *search, const struct source *source,
		     const struct ranges *ranges);

#endif
