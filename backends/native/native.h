/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The native implementations that this backend supplies itself, and the names of
 * those that the carrier has.  Each stands behind the instruction that its sites
 * have inline (backends/native/templates.S).
 */
#ifndef PVOPS_NATIVE_H
#define PVOPS_NATIVE_H

#include <linux/types.h>
#include <asm/pgtable_types.h>

struct desc_ptr;
struct mm_struct;
struct mmu_gather;
struct vm_area_struct;

/* cpu.c */
unsigned long pvops_native_get_debugreg(int regno);
void pvops_native_set_debugreg(int regno, unsigned long val);
unsigned long pvops_native_read_cr0(void);
void pvops_native_load_gdt(const struct desc_ptr *dtr);
void pvops_native_load_idt(const struct desc_ptr *dtr);
unsigned long pvops_native_store_tr(void);
void pvops_native_cpuid(u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);
u64 pvops_native_read_msr(u32 msr);
void pvops_native_write_msr(u32 msr, u32 low, u32 high);
u64 pvops_native_read_msr_safe(u32 msr, int *err);
int pvops_native_write_msr_safe(u32 msr, u32 low, u32 high);
u64 pvops_native_read_pmc(int counter);

/* irq.c */
void pvops_native_save_fl(void);
void pvops_native_irq_disable(void);
void pvops_native_irq_enable(void);
void pvops_native_safe_halt(void);
void pvops_native_halt(void);

/* mmu.c */
void pvops_native_read_cr2(void);
void pvops_native_same(void);
void pvops_native_write_cr2(unsigned long val);
unsigned long pvops_native_read_cr3(void);
void pvops_native_write_cr3(unsigned long val);
int pvops_native_pgd_alloc(struct mm_struct *mm);
void pvops_native_tlb_remove_table(struct mmu_gather *tlb, void *table);
void pvops_native_set_pte(pte_t *ptep, pte_t pte);
void pvops_native_set_pmd(pmd_t *pmdp, pmd_t pmd);
void pvops_native_set_pud(pud_t *pudp, pud_t pud);
pte_t pvops_native_modify_prot_start(struct vm_area_struct *vma,
				     unsigned long addr, pte_t *ptep);
void pvops_native_modify_prot_commit(struct vm_area_struct *vma,
				     unsigned long addr, pte_t *ptep, pte_t pte);

#endif
