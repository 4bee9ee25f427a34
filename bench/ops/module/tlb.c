// SPDX-License-Identifier: GPL-2.0-only
/* The TLB, and the registers that the page-fault and address-space code uses. */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include "bench.h"

#define USER_PAGE	PAGE_SIZE

static const struct cpumask no_cpu;

/* A struct flush_tlb_info, which is not for modules: all 0 is a range of no pages. */
static const u64 no_pages[16];

BENCH_LOOP(flush_user, , __flush_tlb_local(), )
BENCH_LOOP(flush_kernel, , __flush_tlb_global(), )
/* The kernel's own name asks first whether user space has a table of its own. */
BENCH_LOOP(flush_one, , pvops_mmu_flush_tlb_one_user(USER_PAGE), )
BENCH_LOOP(flush_batch, ,
	   pvops_mmu_flush_tlb_one_user(USER_PAGE);
	   pvops_mmu_flush_tlb_one_user(USER_PAGE + PAGE_SIZE);
	   pvops_mmu_flush_tlb_done(), )
BENCH_LOOP(flush_nobody, , __flush_tlb_multi(&no_cpu, (const void *)no_pages), )
BENCH_LOOP(cr2_read, , read_cr2(), )
BENCH_LOOP(cr2_write, unsigned long val = read_cr2(), write_cr2(val), )
BENCH_LOOP(cr3_read, , __read_cr3(), )
BENCH_LOOP(cr3_write, unsigned long val = __read_cr3(), write_cr3(val), )

const struct bench_row bench_tlb[] = {
	{ .ops = "mmu.flush_tlb_user", .what = "", .run = flush_user },
	{ .ops = "mmu.flush_tlb_kernel", .what = "", .run = flush_kernel },
	{ .ops = "mmu.flush_tlb_one_user", .what = "", .run = flush_one },
	{ .ops = "mmu.flush_tlb_one_user+mmu.flush_tlb_one_user+mmu.flush_tlb_done",
	  .what = "two pages", .run = flush_batch },
	{ .ops = "mmu.flush_tlb_multi", .what = "on no CPU: the way there and back",
	  .run = flush_nobody, .context = BENCH_PREEMPT_OFF },
	{ .ops = "mmu.tlb_remove_table", .what = "needs the teardown of an address space" },
	{ .ops = "mmu.read_cr2", .what = "", .run = cr2_read },
	{ .ops = "mmu.write_cr2", .what = "its own value", .run = cr2_write },
	{ .ops = "mmu.read_cr3", .what = "", .run = cr3_read },
	{ .ops = "mmu.write_cr3", .what = "its own value", .run = cr3_write },
	{ },
};
