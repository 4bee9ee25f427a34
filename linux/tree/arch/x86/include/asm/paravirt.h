/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's names for the operations: each is a call site of the table.  A kernel
 * without CONFIG_PVOPS has upstream's own header instead, and so has what is built
 * beside a kernel, like the 32-bit vDSO and the decompressor: it is not patched, and
 * says so by undefining CONFIG_PARAVIRT_XXL.
 */
#ifndef _ASM_X86_PVOPS_PARAVIRT_H
#define _ASM_X86_PVOPS_PARAVIRT_H

#if defined(CONFIG_PVOPS) && defined(CONFIG_PARAVIRT_XXL)

#include <asm/paravirt_types.h>

#ifndef __ASSEMBLY__

struct mm_struct;

#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/static_call_types.h>
#include <linux/types.h>
#include <asm/pgtable_types.h>
#include <asm/pvops/shapes.h>
#include <asm/pvops/pgtable.h>
#include <asm/pvops/msr.h>

/* --- life of the framework (pvops/boot.c, pvops/module.c, pvops/probes.c) */

struct elf64_hdr;
struct elf64_shdr;
struct module;

void pvops_platform(void);
void pvops_boot(void);
void pvops_module_init(const struct elf64_hdr *hdr,
		       const struct elf64_shdr *sechdrs, struct module *mod);
void pvops_module_exit(struct module *mod);
unsigned long pvops_probe_addr(unsigned long addr);

/* Called where the kernel has just recognised what it runs on. */
static inline void paravirt_platform_init(void)
{
	pvops_platform();
}

/* Called where the kernel is about to patch itself for its CPU and platform. */
static inline void paravirt_set_cap(void)
{
	pvops_boot();
}

void default_banner(void);
void native_pv_lock_init(void);

/* --- time: static calls, as in the rest of the kernel */

u64 dummy_steal_clock(int cpu);
u64 dummy_sched_clock(void);

DECLARE_STATIC_CALL(pv_steal_clock, dummy_steal_clock);
DECLARE_STATIC_CALL(pv_sched_clock, dummy_sched_clock);

struct static_key;
extern struct static_key paravirt_steal_enabled;
extern struct static_key paravirt_steal_rq_enabled;

void paravirt_set_sched_clock(u64 (*func)(void));

static __always_inline u64 paravirt_sched_clock(void)
{
	return static_call(pv_sched_clock)();
}

static inline u64 paravirt_steal_clock(int cpu)
{
	return static_call(pv_steal_clock)(cpu);
}

/* --- functions of the kernel's that are only a site */

#define PV_OP(group, name, kind, ret, params, args)
#define PV_OP_AS(as, group, name, kind, ret, params, args) \
	static __always_inline ret as params { return pvops_##group##_##name args; }
#include <asm/pvops/ops.def>

/* --- cpu */

static inline void slow_down_io(void)
{
	pvops_cpu_io_delay();
#ifdef REALLY_SLOW_IO
	pvops_cpu_io_delay();
	pvops_cpu_io_delay();
	pvops_cpu_io_delay();
#endif
}

#define get_debugreg(var, reg)	((var) = pvops_cpu_get_debugreg(reg))
#define set_debugreg(val, reg)	pvops_cpu_set_debugreg(reg, val)
#define store_tr(tr)		((tr) = pvops_cpu_store_tr())

#define __cpuid(a, b, c, d)	pvops_cpu_cpuid(a, b, c, d)

#define load_TR_desc()		pvops_cpu_load_tr_desc()
#define load_gdt(dtr)		pvops_cpu_load_gdt(dtr)
#define load_idt(dtr)		pvops_cpu_load_idt(dtr)
#define set_ldt(addr, entries)	pvops_cpu_set_ldt(addr, entries)
#define load_gs_index(gs)	pvops_cpu_load_gs_index(gs)

/* Part of every context switch, and too long for a site to have it inline. */
DECLARE_STATIC_KEY_FALSE(pvops_native_tls);

#define load_TLS(t, cpu)						\
do {									\
	if (static_branch_likely(&pvops_native_tls))			\
		native_load_tls(t, cpu);				\
	else								\
		pvops_cpu_load_tls(t, cpu);				\
} while (0)

#define write_ldt_entry(dt, entry, desc)	pvops_cpu_write_ldt_entry(dt, entry, desc)
#define write_gdt_entry(dt, entry, desc, type)	pvops_cpu_write_gdt_entry(dt, entry, desc, type)
#define write_idt_entry(dt, entry, gate)	pvops_cpu_write_idt_entry(dt, entry, gate)
#define paravirt_alloc_ldt(ldt, entries)	pvops_cpu_alloc_ldt(ldt, entries)
#define paravirt_free_ldt(ldt, entries)		pvops_cpu_free_ldt(ldt, entries)

#ifdef CONFIG_X86_IOPL_IOPERM
#define tss_invalidate_io_bitmap()	pvops_cpu_invalidate_io_bitmap()
#define tss_update_io_bitmap()		pvops_cpu_update_io_bitmap()
#endif

#define __HAVE_ARCH_START_CONTEXT_SWITCH
#define arch_start_context_switch(prev)	pvops_cpu_start_context_switch(prev)
#define arch_end_context_switch(next)	pvops_cpu_end_context_switch(next)

/* --- irq */

static __always_inline unsigned long arch_local_save_flags(void)
{
	return pvops_irq_save_fl();
}

static __always_inline void arch_local_irq_disable(void)
{
	pvops_irq_irq_disable();
}

static __always_inline void arch_local_irq_enable(void)
{
	pvops_irq_irq_enable();
}

static __always_inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = arch_local_save_flags();

	arch_local_irq_disable();
	return flags;
}

/* The buffers are cleared before any kind of halt, so that the site is one. */
static __always_inline void arch_safe_halt(void)
{
	x86_idle_clear_cpu_buffers();
	pvops_irq_safe_halt();
}

static __always_inline void halt(void)
{
	x86_idle_clear_cpu_buffers();
	pvops_irq_halt();
}

/* --- mmu: TLB, control registers, address spaces */

void native_flush_tlb_local(void);
void native_flush_tlb_global(void);
void native_flush_tlb_one_user(unsigned long addr);
void native_flush_tlb_multi(const struct cpumask *cpumask,
			    const struct flush_tlb_info *info);

#define __flush_tlb_local()		pvops_mmu_flush_tlb_user()
#define __flush_tlb_global()		pvops_mmu_flush_tlb_kernel()
#define __flush_tlb_multi(cpus, info)	pvops_mmu_flush_tlb_multi(cpus, info)

/*
 * Where user space has a table of its own, the kernel has the privilege to flush, and
 * there is more to flush than a site's one instruction can.
 */
#define __flush_tlb_one_user(addr)					\
do {									\
	if (static_cpu_has(X86_FEATURE_PTI))				\
		native_flush_tlb_one_user(addr);			\
	else								\
		pvops_mmu_flush_tlb_one_user(addr);			\
} while (0)
#define flush_tlb_one_user_done()	pvops_mmu_flush_tlb_done()

#define paravirt_tlb_remove_table(tlb, table)	pvops_mmu_tlb_remove_table(tlb, table)
#define notify_page_enc_status_changed(pfn, npages, enc) \
	pvops_mmu_notify_page_enc_status_changed(pfn, npages, enc)

#define paravirt_enter_mmap(mm)		pvops_mmu_enter_mmap(mm)
#define paravirt_arch_exit_mmap(mm)	pvops_mmu_exit_mmap(mm)
#define paravirt_pgd_alloc(mm)		pvops_mmu_pgd_alloc(mm)
#define paravirt_pgd_free(mm, pgd)	pvops_mmu_pgd_free(mm, pgd)
#define paravirt_alloc_pte(mm, pfn)	pvops_mmu_alloc_pte(mm, pfn)
#define paravirt_alloc_pmd(mm, pfn)	pvops_mmu_alloc_pmd(mm, pfn)
#define paravirt_alloc_pud(mm, pfn)	pvops_mmu_alloc_pud(mm, pfn)
#define paravirt_alloc_p4d(mm, pfn)	pvops_mmu_alloc_p4d(mm, pfn)
#define paravirt_release_pte(pfn)	pvops_mmu_release_pte(pfn)
#define paravirt_release_pmd(pfn)	pvops_mmu_release_pmd(pfn)
#define paravirt_release_pud(pfn)	pvops_mmu_release_pud(pfn)
#define paravirt_release_p4d(pfn)	pvops_mmu_release_p4d(pfn)

#define __set_fixmap(idx, phys, prot)	pvops_mmu_set_fixmap(idx, phys, prot)

#define __HAVE_ARCH_ENTER_LAZY_MMU_MODE
#define arch_enter_lazy_mmu_mode()	pvops_lazy_enter()
#define arch_leave_lazy_mmu_mode()	pvops_lazy_leave()
#define arch_flush_lazy_mmu_mode()	pvops_lazy_flush()

/* --- lock */

struct qspinlock;

__visible void __native_queued_spin_unlock(struct qspinlock *lock);
__visible bool __native_vcpu_is_preempted(long cpu);
extern typeof(__native_queued_spin_unlock) __raw_callee_save___native_queued_spin_unlock;
extern typeof(__native_vcpu_is_preempted) __raw_callee_save___native_vcpu_is_preempted;
bool pv_is_native_spin_unlock(void);
bool pv_is_native_vcpu_is_preempted(void);

#define pv_queued_spin_lock_slowpath(lock, val)	pvops_lock_queued_spin_lock_slowpath(lock, val)
#define pv_queued_spin_unlock(lock)	pvops_lock_queued_spin_unlock(lock)
#define pv_wait(ptr, val)		pvops_lock_wait(ptr, val)
#define pv_kick(cpu)			pvops_lock_kick(cpu)
#define pv_vcpu_is_preempted(cpu)	((bool)(pvops_lock_vcpu_is_preempted(cpu) & 0xff))

#define sysret_rip(rip)		pvops_cpu_sysret_rip(rip)

#else /* __ASSEMBLY__ */

#include <asm/pvops/leave.h>

#ifdef CONFIG_DEBUG_ENTRY
#include <asm/alternative.h>
#include <asm/cpufeatures.h>

/*
 * The flags in %rax, for the check in entry code that interrupts are off; 0 where the
 * CPU's flag is not the kernel's.  Not a call site: int3 returns through this code, so
 * that an int3 in it, which a switch of the running kernel needs, would never end.
 */
#define SAVE_FLAGS \
	ALTERNATIVE "xorl %eax, %eax", "pushfq; popq %rax", ALT_NOT(X86_FEATURE_DEPRIVILEGED)
#endif

#endif /* __ASSEMBLY__ */

#else /* upstream's, and what our hooks ask for */

#include <asm/paravirt-upstream.h>

#ifndef __ASSEMBLY__

#define sysret_rip(rip)				(rip)
#define flush_tlb_one_user_done()		do { } while (0)
#define paravirt_platform_init()		do { } while (0)
#define pvops_module_init(hdr, sechdrs, mod)	do { } while (0)
#define pvops_module_exit(mod)			do { } while (0)
#define pvops_probe_addr(addr)			(addr)

#else

.macro PARAVIRT_LEAVE_TO where:req
.endm

#endif

#endif

#endif
