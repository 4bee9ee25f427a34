/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of this folder know of each other. */
#ifndef PVOPS_BACKENDS_LGUEST_GUEST_H
#define PVOPS_BACKENDS_LGUEST_GUEST_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/desc_defs.h>
#include <asm/pvops/backend.h>
#include "../abi.h"

struct boot_params;
struct thread_struct;

/* The page that this CPU shares with the host; the host writes to it at any time. */
extern struct lg_page pvops_lguest_page;

/* Bits of pvops_lguest_page.host_features, after LG_INIT. */
static __always_inline bool pvops_lguest_host_has(unsigned int features)
{
	return (READ_ONCE(pvops_lguest_page.host_features) & features) == features;
}

extern const struct pvops_feature pvops_lguest_platform, pvops_lguest_irq;
extern const struct pvops_feature pvops_lguest_time, pvops_lguest_machine;

/* functions.S, in the C convention */
long pvops_lguest_call(unsigned long nr, unsigned long a, unsigned long b, unsigned long c);
unsigned long pvops_lguest_read_cr0(void);
unsigned long pvops_lguest_read_cr3(void);

/* functions.S: these keep all registers but %rax, and that if it has no result */
unsigned long pvops_lguest_save_fl(void);
void pvops_lguest_irq_disable(void);
void pvops_lguest_irq_enable(void);
unsigned long pvops_lguest_read_cr2(void);
unsigned long pvops_lguest_sysret_rip(unsigned long rip);
void pvops_lguest_iret(void);

/* cpu.c */
unsigned long pvops_lguest_get_debugreg(int regno);
void pvops_lguest_set_debugreg(int regno, unsigned long val);
void pvops_lguest_write_cr0(unsigned long val);
void pvops_lguest_write_cr4(unsigned long val);
unsigned long pvops_lguest_store_tr(void);
void pvops_lguest_load_tls(struct thread_struct *t, unsigned int cpu);
void pvops_lguest_load_gs_index(unsigned int gs);
void pvops_lguest_load_sp0(unsigned long sp0);
u64 pvops_lguest_read_pmc(int counter);
void pvops_lguest_safe_halt(void);
void pvops_lguest_halt(void);

/* cpuid.c */
void pvops_lguest_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);

/* gates.c */
void pvops_lguest_write_idt_entry(gate_desc *idt, int entry, const gate_desc *gate);
void pvops_lguest_take_system_calls(void);

/* msr.c */
u64 pvops_lguest_read_msr(u32 msr);
void pvops_lguest_write_msr(u32 msr, u32 low, u32 high);
u64 pvops_lguest_read_msr_safe(u32 msr, int *err);
int pvops_lguest_write_msr_safe(u32 msr, u32 low, u32 high);

/* mmu.c */
void pvops_lguest_write_cr2(unsigned long val);
void pvops_lguest_write_cr3(unsigned long val);
void pvops_lguest_flush_tlb_user(void);
void pvops_lguest_flush_tlb_kernel(void);
void pvops_lguest_flush_tlb_one_user(unsigned long addr);
void pvops_lguest_flush_tlb_done(void);

/* console.c */
void pvops_lguest_console(void);

/* lguest.c */
void pvops_lguest_start(struct boot_params *params);

#endif
