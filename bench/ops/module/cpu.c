// SPDX-License-Identifier: GPL-2.0-only
/*
 * Control and debug registers, cpuid, the hooks of a context switch.  What is
 * written to a register is what was read from it.
 */
#include <linux/percpu.h>
#include <linux/sched.h>
#include <asm/debugreg.h>
#include <asm/io.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include "bench.h"

#define CPUID_LEAF	0
#define USER_ADDRESS	0x400000UL

BENCH_LOOP(io_delay, , slow_down_io(), )
BENCH_LOOP(get_dr7, unsigned long val, get_debugreg(val, 7), )
BENCH_LOOP(set_dr0, unsigned long val; get_debugreg(val, 0), set_debugreg(val, 0), )
BENCH_LOOP(get_cr0, , read_cr0(), )
BENCH_LOOP(set_cr0, unsigned long val = read_cr0(), write_cr0(val), )
BENCH_LOOP(set_cr4, unsigned long val = cr4_read_shadow(), __write_cr4(val), )
BENCH_LOOP(flush_caches, , wbinvd(), )
BENCH_LOOP(load_stack, unsigned long sp0 = this_cpu_read(cpu_tss_rw.x86_tss.sp0),
	   load_sp0(sp0), )
BENCH_LOOP(context_switch, ,
	   arch_start_context_switch(current); arch_end_context_switch(current), )
#ifdef CONFIG_X86_IOPL_IOPERM
BENCH_LOOP(invalidate_io_bitmap, , tss_invalidate_io_bitmap(), tss_update_io_bitmap())
BENCH_LOOP(update_io_bitmap, , tss_update_io_bitmap(), )
#else
/* No code calls these two in such a kernel; the operations are there. */
BENCH_LOOP(invalidate_io_bitmap, , pvops_cpu_invalidate_io_bitmap(), )
BENCH_LOOP(update_io_bitmap, , pvops_cpu_update_io_bitmap(), )
#endif

/* The inputs are set anew, with the site or without. */
BENCH_LOOP(ask_cpuid, u32 a; u32 b; u32 c; u32 d,
	   a = CPUID_LEAF; c = 0; __cpuid(&a, &b, &c, &d), )
BENCH_LOOP(without_cpuid, u32 a; u32 c,
	   a = CPUID_LEAF; c = 0; asm volatile("" : "+a" (a), "+c" (c)), )

BENCH_LOOP(check_rip, , BENCH_MAP(USER_ADDRESS, sysret_rip), )
BENCH_LOOP(without_check, , BENCH_COPY(USER_ADDRESS), )

const struct bench_row bench_cpu[] = {
	{ .ops = "cpu.io_delay", .what = "", .run = io_delay },
	{ .ops = "cpu.get_debugreg", .what = "DR7", .run = get_dr7 },
	{ .ops = "cpu.set_debugreg", .what = "DR0, its own value", .run = set_dr0 },
	{ .ops = "cpu.read_cr0", .what = "", .run = get_cr0 },
	{ .ops = "cpu.write_cr0", .what = "its own value", .run = set_cr0 },
	{ .ops = "cpu.write_cr4", .what = "its own value", .run = set_cr4 },
	{ .ops = "cpu.load_sp0", .what = "the stack it has", .run = load_stack },
	{ .ops = "cpu.invalidate_io_bitmap", .what = "a task without one",
	  .run = invalidate_io_bitmap },
	{ .ops = "cpu.update_io_bitmap", .what = "a task without one",
	  .run = update_io_bitmap },
	{ .ops = "cpu.wbinvd", .what = "", .run = flush_caches },
	{ .ops = "cpu.cpuid", .what = "leaf 0", .run = ask_cpuid, .empty = without_cpuid },
	{ .ops = "cpu.start_context_switch+cpu.end_context_switch",
	  .what = "nothing in between", .run = context_switch },
	{ .ops = "cpu.sysret_rip", .what = "an address of user space",
	  .run = check_rip, .empty = without_check },
	{ .ops = "host.hypercall", .what = "the host's work would be measured" },
	{ .ops = "leave.iret", .what = "it does not come back" },
	{ },
};
