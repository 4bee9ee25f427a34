// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel writes gates into its interrupt descriptor table, which no CPU reads here.
 * The host learns instead at which stub of guest/events.S each vector begins: an early one
 * while the gate leads to early_idt_handler_array, later the one of the kernel's own handler.
 */
#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <asm/desc.h>
#include <asm/idtentry.h>
#include <asm/segment.h>
#include "guest.h"

#define EARLY_STUB_SIZE	64	/* guest/events.S */

extern const char pvops_lguest_early_events[];
void pvops_lguest_event_irq(void);
void pvops_lguest_event_syscall(void);
void pvops_lguest_event_int80(void);

#define LG_EXCEPTION(vector, name, error)	void pvops_lguest_event_##name(void);
#include "events.def"

static const struct stub {
	const void *handler;
	const void *stub;
} stubs[] __ro_after_init = {
#define LG_EXCEPTION(vector, name, error) \
	[vector] = { asm_exc_##name, pvops_lguest_event_##name },
#include "events.def"
};

static void set_event(unsigned int event, const void *stub)
{
	pvops_lguest_call(LG_SET_EVENT, event, (unsigned long)stub, 0);
}

/*
 * Gates are written while the kernel starts; that it finds them again is all that the
 * table is for.  Of a vector that has no stub, and of one
 * with an unknown handler, the host is told nothing: if it came, it would end the guest.
 */
void __ref pvops_lguest_write_idt_entry(gate_desc *idt, int entry, const gate_desc *gate)
{
	const void *handler = (const void *)gate_offset(gate);

	native_write_idt_entry(idt, entry, gate);
	if (entry < NUM_EXCEPTION_VECTORS && handler == early_idt_handler_array[entry])
		set_event(entry, pvops_lguest_early_events + entry * EARLY_STUB_SIZE);
	else if (entry < ARRAY_SIZE(stubs) && handler && handler == stubs[entry].handler)
		set_event(entry, stubs[entry].stub);
}

/**
 * pvops_lguest_take_system_calls - from now on interrupts and user space may enter
 *
 * Context: boot CPU, before there is a program and before interrupts are on.
 */
void __init pvops_lguest_take_system_calls(void)
{
	set_event(LG_EVENT_IRQ, pvops_lguest_event_irq);
	set_event(LG_EVENT_SYSCALL, pvops_lguest_event_syscall);
	if (IS_ENABLED(CONFIG_IA32_EMULATION))
		set_event(LG_EVENT_INT80, pvops_lguest_event_int80);
}
