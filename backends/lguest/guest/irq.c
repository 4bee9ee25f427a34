// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts.  The host has a number of lines, each of which is edge-triggered: 0 is the
 * timer, the launcher raises the others.  Line n comes as vector LG_IRQ_VECTOR + n and is
 * Linux's interrupt n.
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/irqdesc.h>
#include <linux/percpu.h>
#include <asm/apic.h>
#include <asm/hw_irq.h>
#include <asm/i8259.h>
#include <asm/x86_init.h>
#include "guest.h"

static void mask(struct irq_data *data)
{
	set_bit(data->irq, (unsigned long *)&pvops_lguest_page.irq_mask);
}

/* What came in between is pending, and the host looks at the mask only if it is asked. */
static void unmask(struct irq_data *data)
{
	clear_bit(data->irq, (unsigned long *)&pvops_lguest_page.irq_mask);
	pvops_lguest_call(LG_IRQ_CHECK, 0, 0, 0);
}

/* The host has forgotten the edge when it delivers it. */
static void ack(struct irq_data *data)
{
}

static struct irq_chip chip = {
	.name = "lguest",
	.irq_mask = mask,
	.irq_unmask = unmask,
	.irq_ack = ack,
};

static void __init add_line(unsigned int line)
{
	if (irq_alloc_desc_at(line, 0) != (int)line)
		panic("lguest: interrupt %u is taken", line);
	irq_set_chip_and_handler_name(line, &chip, handle_edge_irq, "edge");
	__this_cpu_write(vector_irq[LG_IRQ_VECTOR + line], irq_to_desc(line));
}

static void __init intr_init(void)
{
	unsigned int line;

	native_init_IRQ();
	for (line = 0; line < LG_IRQS; line++)
		add_line(line);
	pvops_lguest_take_system_calls();
}

/* No 8259 and no local APIC: nothing else has vectors. */
static void __init irq_early(void)
{
	legacy_pic = &null_legacy_pic;
	apic_is_disabled = true;
	x86_init.irqs.intr_init = intr_init;
	x86_init.irqs.intr_mode_select = x86_init_noop;
	x86_init.irqs.intr_mode_init = x86_init_noop;
}

const struct pvops_feature pvops_lguest_irq __refconst = {
	.name = "irq",
	.early = irq_early,
};
