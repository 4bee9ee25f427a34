/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the reference TSC page (TLFS, section "Partition Reference TSC Mechanism").
 * The host changes the page at any time, and the sequence number with it; 0 says that
 * the page has nothing to say.
 */
#ifndef PVOPS_BACKENDS_HYPERV_TSC_PAGE_H
#define PVOPS_BACKENDS_HYPERV_TSC_PAGE_H

#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/msr.h>

/**
 * struct pvops_hyperv_tsc_page - what the host writes
 * @sequence: changes with what follows
 * @reserved: not ours to read
 * @scale:    units of 100 ns in 2^64 TSC ticks
 * @offset:   reference time at TSC 0, in such units; it may be negative
 */
struct pvops_hyperv_tsc_page {
	u32 sequence;
	u32 reserved;
	u64 scale;
	u64 offset;
};

/**
 * pvops_hyperv_read_tsc_page - the reference time by the page
 * @page: the page
 * @time: the time, in units of 100 ns
 *
 * Return: false if the page has nothing to say.
 * Context: any, NMIs too.
 */
static __always_inline bool
pvops_hyperv_read_tsc_page(const struct pvops_hyperv_tsc_page *page, u64 *time)
{
	u64 scale, offset, tsc;
	u32 sequence;

	do {
		sequence = READ_ONCE(page->sequence);
		if (unlikely(!sequence))
			return false;
		virt_rmb();	/* the sequence before what it is about */
		scale = READ_ONCE(page->scale);
		offset = READ_ONCE(page->offset);
		tsc = rdtsc_ordered();
		virt_rmb();	/* ... and once more after it */
	} while (unlikely(READ_ONCE(page->sequence) != sequence));

	*time = (u64)((unsigned __int128)tsc * scale >> 64) + offset;
	return true;
}

#endif
