// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers and descriptors of a CPU that belongs to the host.  What only the kernel itself
 * looks at is in the shared page or here; the host is asked for what a program can see.
 */
#include <linux/cache.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/debugreg.h>
#include <asm/fsgsbase.h>
#include <asm/irqflags.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include "guest.h"

/* --- control and debug registers */

noinstr unsigned long pvops_lguest_read_cr0(void)
{
	return READ_ONCE(pvops_lguest_page.cr0);
}

void pvops_lguest_write_cr0(unsigned long val)
{
	WRITE_ONCE(pvops_lguest_page.cr0, val);
}

/* Of its bits the host looks at PGE alone: without it no translation outlives CR3. */
void pvops_lguest_write_cr4(unsigned long val)
{
	unsigned long before = READ_ONCE(pvops_lguest_page.cr4);

	WRITE_ONCE(pvops_lguest_page.cr4, val);
	if ((before ^ val) & X86_CR4_PGE)
		pvops_lguest_flush_tlb_kernel();
}

/* Breakpoints are never armed: what is written is only there to be read. */
static unsigned long breakpoints[4], dr7;

/* Of DR6 the host writes what is set; the bits that are reserved are always 1. */
noinstr unsigned long pvops_lguest_get_debugreg(int regno)
{
	switch (regno) {
	case 0 ... 3:
		return READ_ONCE(breakpoints[regno]);
	case 6:
		return READ_ONCE(pvops_lguest_page.event.dr6) | DR6_RESERVED;
	default:
		return READ_ONCE(dr7);
	}
}

noinstr void pvops_lguest_set_debugreg(int regno, unsigned long val)
{
	switch (regno) {
	case 0 ... 3:
		WRITE_ONCE(breakpoints[regno], val);
		break;
	case 6:
		WRITE_ONCE(pvops_lguest_page.event.dr6, val);
		break;
	default:
		WRITE_ONCE(dr7, val);
	}
}

/* There are no counters. */
u64 pvops_lguest_read_pmc(int counter)
{
	return 0;
}

/* --- descriptors and stacks */

/* The task register is the host's. */
unsigned long pvops_lguest_store_tr(void)
{
	return 0;
}

/* Most threads have none, so most switches are from none to none. */
void pvops_lguest_load_tls(struct thread_struct *t, unsigned int cpu)
{
	static u64 loaded[LG_TLS_ENTRIES];
	const u64 *wanted = (const u64 *)t->tls_array;

	BUILD_BUG_ON(sizeof(t->tls_array) != sizeof(loaded));
	if (!memcmp(wanted, loaded, sizeof(loaded)))
		return;
	memcpy(loaded, wanted, sizeof(loaded));
	pvops_lguest_call(LG_LOAD_TLS, wanted[0], wanted[1], wanted[2]);
}

/* The TSS is what the kernel believes to have. */
void pvops_lguest_load_sp0(unsigned long sp0)
{
	native_load_sp0(sp0);
	WRITE_ONCE(pvops_lguest_page.sp0, sp0);
}

/*
 * One statement: between the load and the last instruction %gs is not the kernel's.  A
 * selector that does not exist faults before it changes anything.
 */
static unsigned long load_gs(unsigned int selector)
{
	unsigned long kernel, user;

	asm volatile("rdgsbase %[kernel]\n"
		     "1:	movl %[selector], %%gs\n\t"
		     "rdgsbase %[user]\n\t"
		     "wrgsbase %[kernel]\n"
		     _ASM_EXTABLE_TYPE_REG(1b, 1b, EX_TYPE_ZERO_REG, %[selector])
		     : [kernel] "=&r" (kernel), [user] "=&r" (user),
		       [selector] "+r" (selector) : : "memory");
	return user;
}

void pvops_lguest_load_gs_index(unsigned int gs)
{
	unsigned long flags;

	if (!pvops_lguest_host_has(LG_HOST_FSGSBASE)) {
		pvops_lguest_call(LG_LOAD_GS, gs, 0, 0);
		return;
	}
	local_irq_save(flags);
	WRITE_ONCE(pvops_lguest_page.user_gs_base, load_gs(gs));
	local_irq_restore(flags);
}

/* --- waiting */

noinstr void pvops_lguest_safe_halt(void)
{
	pvops_lguest_call(LG_HALT, 0, 0, 0);
}

/* With interrupts off nothing would ever end it: a CPU that is given up, and there is one. */
noinstr void pvops_lguest_halt(void)
{
	if (READ_ONCE(pvops_lguest_page.irq_enabled))
		pvops_lguest_call(LG_HALT, 0, 0, 0);
	else
		pvops_lguest_call(LG_SHUTDOWN, LG_SHUTDOWN_OFF, 0, 0);
}
