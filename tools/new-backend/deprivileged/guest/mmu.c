// SPDX-License-Identifier: GPL-2.0-only
/* The page-table base and the TLB of a CPU that belongs to the host. */
#include <linux/percpu.h>
#include "guest.h"

static DEFINE_PER_CPU(unsigned long, cr3);

noinstr void pvops_@name@_write_cr2(unsigned long val)
{
	raw_cpu_write(pvops_@name@_page.cr2, val);
}

noinstr unsigned long pvops_@name@_read_cr3(void)
{
	return raw_cpu_read(cr3);
}

noinstr void pvops_@name@_write_cr3(unsigned long val)
{
	raw_cpu_write(cr3, val);
	pvops_@name@_call(@NAME@_WRITE_CR3, val, 0);
}

void pvops_@name@_flush_tlb_user(void)
{
	pvops_@name@_call(@NAME@_FLUSH_USER, 0, 0);
}

void pvops_@name@_flush_tlb_kernel(void)
{
	pvops_@name@_call(@NAME@_FLUSH_ALL, 0, 0);
}

void pvops_@name@_flush_tlb_one_user(unsigned long addr)
{
	pvops_@name@_call(@NAME@_FLUSH_PAGE, addr, 0);
}
