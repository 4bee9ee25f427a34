// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page-table base and flushes.  The tables are the guest's own memory: the kernel writes
 * them as on bare metal, the host copies what it needs and drops it when it is told to.
 */
#include <linux/minmax.h>
#include <asm/page_types.h>
#include <asm/pgtable_types.h>
#include <asm/processor.h>
#include "guest.h"

noinstr void pvops_lguest_write_cr2(unsigned long val)
{
	WRITE_ONCE(pvops_lguest_page.event.cr2, val);
}

noinstr unsigned long pvops_lguest_read_cr3(void)
{
	return READ_ONCE(pvops_lguest_page.cr3);
}

noinstr void pvops_lguest_write_cr3(unsigned long val)
{
	pvops_lguest_call(LG_SET_CR3, val, 0, 0);
}

/* All user addresses, and so those that wait in the list. */
void pvops_lguest_flush_tlb_user(void)
{
	WRITE_ONCE(pvops_lguest_page.flush.n, 0);
	pvops_lguest_call(LG_FLUSH, LG_FLUSH_PCID, 0, 0);
}

void pvops_lguest_flush_tlb_kernel(void)
{
	WRITE_ONCE(pvops_lguest_page.flush.n, 0);
	pvops_lguest_call(LG_FLUSH, LG_FLUSH_ALL, 0, 0);
}

static void flush_list(void)
{
	pvops_lguest_call(LG_FLUSH, LG_FLUSH_LIST, 0, 0);
	WRITE_ONCE(pvops_lguest_page.flush.n, 0);
}

/*
 * User addresses wait for the end of the row, to which interrupts are off: one hypercall
 * for all of them.  The host takes the page's list as it is, so n is written last.
 */
void pvops_lguest_flush_tlb_one_user(unsigned long addr)
{
	struct lg_flush *flush = &pvops_lguest_page.flush;
	unsigned long n = READ_ONCE(flush->n);

	flush->address[min(n, LG_FLUSH_LIST_MAX - 1UL)] = addr;
	WRITE_ONCE(flush->n, n + 1);
	if (n + 1 == LG_FLUSH_LIST_MAX || addr >= TASK_SIZE_MAX)
		flush_list();
}

void pvops_lguest_flush_tlb_done(void)
{
	if (READ_ONCE(pvops_lguest_page.flush.n))
		flush_list();
}
