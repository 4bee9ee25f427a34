// SPDX-License-Identifier: GPL-2.0-only
/* The interrupt flag. */
#include <linux/irqflags.h>
#include "bench.h"

BENCH_LOOP(save_fl, , arch_local_save_flags(), )
BENCH_LOOP(irq_disable, , arch_local_irq_disable(), )
BENCH_LOOP(irq_enable, , arch_local_irq_enable(), )
BENCH_LOOP(disable_enable, , arch_local_irq_disable(); arch_local_irq_enable(), )

/* As spin_lock_irqsave() and its counterpart do, with interrupts on before. */
BENCH_LOOP(save_restore, unsigned long flags,
	   flags = arch_local_irq_save(); arch_local_irq_restore(flags), )

const struct bench_row bench_irq[] = {
	{ .ops = "irq.save_fl", .what = "interrupts off", .run = save_fl },
	{ .ops = "irq.irq_disable", .what = "interrupts off", .run = irq_disable },
	{ .ops = "irq.irq_enable", .what = "interrupts on", .run = irq_enable,
	  .context = BENCH_PREEMPT_OFF },
	{ .ops = "irq.irq_disable+irq.irq_enable", .what = "from interrupts on",
	  .run = disable_enable, .context = BENCH_PREEMPT_OFF },
	{ .ops = "irq.save_fl+irq.irq_disable+irq.irq_enable",
	  .what = "local_irq_save and local_irq_restore, from interrupts on",
	  .run = save_restore, .context = BENCH_PREEMPT_OFF },
	{ .ops = "irq.safe_halt", .what = "sleeps until an interrupt, which would be measured" },
	{ .ops = "irq.halt", .what = "sleeps until an interrupt, which would be measured" },
	{ },
};
