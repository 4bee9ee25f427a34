/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this folder know of each other. */
#ifndef PVOPS_BACKENDS_@NAME@_GUEST_H
#define PVOPS_BACKENDS_@NAME@_GUEST_H

#include <linux/compiler.h>
#include <linux/percpu-defs.h>
#include <asm/desc_defs.h>
#include <asm/pvops/backend.h>
#include "../abi.h"

struct boot_params;
struct desc_ptr;
struct thread_struct;

DECLARE_PER_CPU(struct pvops_@name@_page, pvops_@name@_page);

/* Inlined, as code that may not be traced calls the host, too. */
static __always_inline unsigned long pvops_@name@_call(unsigned long nr, unsigned long a,
						    unsigned long b)
{
	asm volatile("int %[vector]" : "+a" (nr)
		     : [vector] "i" (@NAME@_VECTOR), "D" (a), "S" (b) : "memory");
	return nr;
}

/* functions.S: these keep all registers but %rax, if that has the result */
unsigned long pvops_@name@_save_fl(void);
void pvops_@name@_irq_disable(void);
void pvops_@name@_irq_enable(void);
unsigned long pvops_@name@_read_cr2(void);
unsigned long pvops_@name@_sysret_rip(unsigned long rip);
void pvops_@name@_iret(void);

/* cpu.c */
unsigned long pvops_@name@_get_debugreg(int regno);
void pvops_@name@_set_debugreg(int regno, unsigned long val);
unsigned long pvops_@name@_read_cr0(void);
void pvops_@name@_write_cr0(unsigned long val);
void pvops_@name@_write_cr4(unsigned long val);
unsigned long pvops_@name@_store_tr(void);
void pvops_@name@_load_gdt(const struct desc_ptr *dtr);
void pvops_@name@_load_idt(const struct desc_ptr *dtr);
void pvops_@name@_set_ldt(const void *addr, unsigned int entries);
void pvops_@name@_load_tls(struct thread_struct *t, unsigned int cpu);
void pvops_@name@_load_gs_index(unsigned int gs);
void pvops_@name@_write_ldt_entry(struct desc_struct *ldt, int entry, const void *desc);
void pvops_@name@_write_gdt_entry(struct desc_struct *gdt, int entry, const void *desc, int type);
void pvops_@name@_write_idt_entry(gate_desc *idt, int entry, const gate_desc *gate);
void pvops_@name@_load_sp0(unsigned long sp0);
u64 pvops_@name@_read_msr(unsigned int msr);
void pvops_@name@_write_msr(unsigned int msr, unsigned int low, unsigned int high);
u64 pvops_@name@_read_msr_safe(unsigned int msr, int *err);
int pvops_@name@_write_msr_safe(unsigned int msr, unsigned int low, unsigned int high);
u64 pvops_@name@_read_pmc(int counter);
void pvops_@name@_safe_halt(void);
void pvops_@name@_halt(void);

/* mmu.c */
void pvops_@name@_write_cr2(unsigned long val);
unsigned long pvops_@name@_read_cr3(void);
void pvops_@name@_write_cr3(unsigned long val);
void pvops_@name@_flush_tlb_user(void);
void pvops_@name@_flush_tlb_kernel(void);
void pvops_@name@_flush_tlb_one_user(unsigned long addr);

/* @name@.c */
void pvops_@name@_start(struct boot_params *params);

#endif
