// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flushes of single user pages, which the kernel makes in rows.  Each would be a hypercall.
 * They wait for the end of the row, and from two on all translations are flushed by one.
 * The CPU then has to find the others again, which an emulator does not show: what that
 * costs on a real CPU has not been measured.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/paravirt.h>
#include <xen/xen.h>
#include "xen.h"

/* Upstream's way to flush one page. */
static void (*flush_one)(unsigned long addr) __ro_after_init;

/* Of the row that this CPU is in: how many pages wait, and the last of them. */
static DEFINE_PER_CPU(unsigned int, row_pages);
static DEFINE_PER_CPU(unsigned long, row_last);

PVOPS_COUNTER(rows);

static void collect(unsigned long addr)
{
	if (addr >= TASK_SIZE_MAX) {
		flush_one(addr);
		return;
	}
	this_cpu_write(row_last, addr);
	this_cpu_inc(row_pages);
}

static void flush_collected(void)
{
	unsigned int waiting = this_cpu_read(row_pages);

	if (!waiting)
		return;
	this_cpu_write(row_pages, 0);
	pvops_count_one(rows);
	if (waiting == 1)
		flush_one(this_cpu_read(row_last));
	else
		pvops_mmu_flush_tlb_user();
}

static const char *__init flush_why_not(void)
{
	return xen_pv_domain() ? NULL : "not a PV domain";
}

/* The table is upstream's still. */
static void __init flush_early(void)
{
	flush_one = pvops_table.mmu.flush_tlb_one_user;
}

static const struct pvops_table flush_table = {
	.mmu.flush_tlb_one_user = collect,
	.mmu.flush_tlb_done = flush_collected,
};

const struct pvops_feature pvops_xen_flush __refconst = {
	.name = "flush",
	.why_not = flush_why_not,
	.early = flush_early,
	.table = &flush_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("rows", rows)),
};
