// SPDX-License-Identifier: GPL-2.0-only
/*
 * MSRs.  The sites' own names and not rdmsrl() and wrmsrl(): those test whether
 * their trace event is wanted, which is not the operation's cost.
 */
#include <asm/msr.h>
#include "bench.h"

#define GS_BASE						\
	u64 val = pvops_cpu_read_msr(MSR_KERNEL_GS_BASE)

BENCH_LOOP(msr_read, , pvops_cpu_read_msr(MSR_EFER), )
BENCH_LOOP(msr_read_safe, int err, pvops_cpu_read_msr_safe(MSR_EFER, &err), )
BENCH_LOOP(msr_write, GS_BASE,
	   pvops_cpu_write_msr(MSR_KERNEL_GS_BASE, (u32)val, val >> 32), )
BENCH_LOOP(msr_write_safe, GS_BASE,
	   pvops_cpu_write_msr_safe(MSR_KERNEL_GS_BASE, (u32)val, val >> 32), )

const struct bench_row bench_msr[] = {
	{ .ops = "cpu.read_msr", .what = "EFER", .run = msr_read },
	{ .ops = "cpu.write_msr", .what = "KERNEL_GS_BASE, its own value", .run = msr_write },
	{ .ops = "cpu.read_msr_safe", .what = "EFER", .run = msr_read_safe },
	{ .ops = "cpu.write_msr_safe", .what = "KERNEL_GS_BASE, its own value",
	  .run = msr_write_safe },
	{ .ops = "cpu.read_pmc", .what = "no counter can be relied on, and a fault is fatal" },
	{ },
};
