/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading the clock page of a CPU (Documentation/virt/kvm/x86/msr.rst,
 * MSR_KVM_SYSTEM_TIME_NEW).  The host makes the version odd, changes the page, and makes
 * it even again; it may do so at any instruction of ours.
 */
#ifndef PVOPS_BACKENDS_KVM_CLOCK_PAGE_H
#define PVOPS_BACKENDS_KVM_CLOCK_PAGE_H

#include <linux/compiler.h>
#include <asm/barrier.h>
#include <asm/msr.h>
#include <asm/pvclock-abi.h>

/*
 * Nanoseconds for TSC ticks: a binary shift, then a fraction of 32 bits, whose product has
 * 96.  In C it would be an __int128, for which gcc realigns the stack.
 */
static __always_inline u64 pvops_kvm_scale(u64 ticks, u32 fraction, s8 shift)
{
	u64 high;

	ticks = shift < 0 ? ticks >> -shift : ticks << shift;
	asm("mulq %[fraction]\n\tshrdq $32, %[high], %[low]"
	    : [low] "+a" (ticks), [high] "=&d" (high)
	    : [fraction] "r" ((u64)fraction));
	return ticks;
}

/**
 * pvops_kvm_read_clock - nanoseconds since the host started this guest's clock
 * @page:  the clock page of this CPU
 * @flags: PVCLOCK_... of the same moment
 *
 * Return: the time by this CPU's page; that of another may differ unless @flags has
 * PVCLOCK_TSC_STABLE_BIT.
 * Context: any, NMIs too; preemption must be off.
 */
static __always_inline u64
pvops_kvm_read_clock(const struct pvclock_vcpu_time_info *page, u8 *flags)
{
	u32 version;
	u64 ns;

	do {
		/* An odd version is rounded to one that is past, and never matches: try again. */
		version = READ_ONCE(page->version) & ~1u;
		virt_rmb();	/* the version before what it is about */
		ns = page->system_time +
		     pvops_kvm_scale(rdtsc_ordered() - page->tsc_timestamp,
				     page->tsc_to_system_mul, page->tsc_shift);
		*flags = page->flags;
		virt_rmb();	/* ... and once more after it */
	} while (unlikely(READ_ONCE(page->version) != version));
	return ns;
}

#endif
