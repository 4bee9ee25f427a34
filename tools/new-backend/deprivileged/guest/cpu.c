// SPDX-License-Identifier: GPL-2.0-only
/* Registers and descriptors of a CPU that belongs to the host. */
#include <asm/desc.h>
#include <asm/processor.h>
#include <asm/processor-flags.h>
#include "guest.h"

static unsigned long cr0 = X86_CR0_PE | X86_CR0_PG | X86_CR0_WP | X86_CR0_ET | X86_CR0_NE;

/* No breakpoints: all debug registers are 0, and stay so. */
noinstr unsigned long pvops_@name@_get_debugreg(int regno)
{
	return 0;
}

noinstr void pvops_@name@_set_debugreg(int regno, unsigned long val)
{
}

unsigned long pvops_@name@_read_cr0(void)
{
	return READ_ONCE(cr0);
}

void pvops_@name@_write_cr0(unsigned long val)
{
	WRITE_ONCE(cr0, val);
	pvops_@name@_call(@NAME@_WRITE_CR0, val, 0);
}

void pvops_@name@_write_cr4(unsigned long val)
{
	pvops_@name@_call(@NAME@_WRITE_CR4, val, 0);
}

/* The task register is the host's. */
unsigned long pvops_@name@_store_tr(void)
{
	return 0;
}

void pvops_@name@_load_gdt(const struct desc_ptr *dtr)
{
	pvops_@name@_call(@NAME@_LOAD_GDT, dtr->address, dtr->size);
}

noinstr void pvops_@name@_load_idt(const struct desc_ptr *dtr)
{
	pvops_@name@_call(@NAME@_LOAD_IDT, dtr->address, dtr->size);
}

void pvops_@name@_set_ldt(const void *addr, unsigned int entries)
{
	pvops_@name@_call(@NAME@_SET_LDT, (unsigned long)addr, entries);
}

static void set_descriptor(const void *place, const void *desc)
{
	pvops_@name@_call(@NAME@_SET_DESCRIPTOR, (unsigned long)place, *(const u64 *)desc);
}

void pvops_@name@_load_tls(struct thread_struct *t, unsigned int cpu)
{
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu) + GDT_ENTRY_TLS_MIN;
	unsigned int i;

	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		set_descriptor(&gdt[i], &t->tls_array[i]);
}

void pvops_@name@_load_gs_index(unsigned int gs)
{
	pvops_@name@_call(@NAME@_SET_GS_INDEX, gs, 0);
}

void pvops_@name@_write_ldt_entry(struct desc_struct *ldt, int entry, const void *desc)
{
	set_descriptor(&ldt[entry], desc);
}

void pvops_@name@_write_gdt_entry(struct desc_struct *gdt, int entry, const void *desc, int type)
{
	set_descriptor(&gdt[entry], desc);
}

void pvops_@name@_write_idt_entry(gate_desc *idt, int entry, const gate_desc *gate)
{
	pvops_@name@_call(@NAME@_SET_GATE, entry, (unsigned long)gate);
}

void pvops_@name@_load_sp0(unsigned long sp0)
{
	pvops_@name@_call(@NAME@_SET_STACK, sp0, 0);
}

/* The host knows every MSR: those that it does not have read as 0. */
notrace u64 pvops_@name@_read_msr(unsigned int msr)
{
	return pvops_@name@_call(@NAME@_READ_MSR, msr, 0);
}

notrace void pvops_@name@_write_msr(unsigned int msr, unsigned int low, unsigned int high)
{
	pvops_@name@_call(@NAME@_WRITE_MSR, msr, low | (u64)high << 32);
}

notrace u64 pvops_@name@_read_msr_safe(unsigned int msr, int *err)
{
	*err = 0;
	return pvops_@name@_read_msr(msr);
}

notrace int pvops_@name@_write_msr_safe(unsigned int msr, unsigned int low, unsigned int high)
{
	pvops_@name@_write_msr(msr, low, high);
	return 0;
}

u64 pvops_@name@_read_pmc(int counter)
{
	return pvops_@name@_call(@NAME@_READ_PMC, counter, 0);
}

/* An interrupt ends both; in the first the host clears the flag before it halts. */
noinstr void pvops_@name@_safe_halt(void)
{
	pvops_@name@_call(@NAME@_HALT, 1, 0);
}

noinstr void pvops_@name@_halt(void)
{
	pvops_@name@_call(@NAME@_HALT, 0, 0);
}
