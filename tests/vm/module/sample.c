// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module whose only purpose is to own paravirt call sites: tests/vm loads it
 * on every platform and in every mode. Each step compares what came back with
 * what must be true of any x86-64 machine, so that a site patched with the
 * wrong bytes is found here and not by a crash three functions later.
 */
#include <linux/cpufeature.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <asm/io.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/special_insns.h>
#include "sample.h"

#define LEAF_EXTENDED_FEATURES	0x80000001
#define LONG_MODE_BIT		BIT(29)

static DEFINE_RAW_SPINLOCK(sample_lock);
static arch_spinlock_t sample_arch_lock = __ARCH_SPIN_LOCK_UNLOCKED;

static bool irq_flag_works(void)
{
	unsigned long outer, inner;
	bool off, still_off, on;

	if (irqs_disabled())
		return false;
	local_irq_save(outer);
	off = irqs_disabled();
	local_irq_save(inner);
	local_irq_restore(inner);
	still_off = irqs_disabled();
	local_irq_restore(outer);
	on = !irqs_disabled();
	local_irq_disable();
	off &= irqs_disabled();
	local_irq_enable();
	return off && still_off && on && !irqs_disabled();
}

/*
 * raw_spin_unlock() lives in the kernel's own text; the arch functions are inline
 * and put an unlock site into this module.
 */
static bool locks_work(void)
{
	unsigned long flags;
	bool held;

	raw_spin_lock_irqsave(&sample_lock, flags);
	held = raw_spin_is_locked(&sample_lock) && irqs_disabled();
	arch_spin_lock(&sample_arch_lock);
	held &= arch_spin_is_locked(&sample_arch_lock);
	held &= !arch_spin_trylock(&sample_arch_lock);
	arch_spin_unlock(&sample_arch_lock);
	raw_spin_unlock_irqrestore(&sample_lock, flags);
	return held && !arch_spin_is_locked(&sample_arch_lock) &&
	       !raw_spin_is_locked(&sample_lock) && !irqs_disabled();
}

/* The low bits of CR3 hold the address-space number, not the address. */
static bool cr3_is_ours(void)
{
	return (__read_cr3() & CR3_ADDR_MASK) == __pa(current->active_mm->pgd);
}

static bool msr_reads(void)
{
	u32 low, high;

	return !rdmsr_safe(MSR_EFER, &low, &high) && (low & EFER_LMA);
}

static bool cpuid_reads(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(0, &eax, &ebx, &ecx, &edx);
	if (!eax || !ebx)
		return false;
	return cpuid_edx(LEAF_EXTENDED_FEATURES) & LONG_MODE_BIT;
}

static const struct {
	const char *name;
	bool (*works)(void);
} steps[] = {
	{ "irq flag",	irq_flag_works },
	{ "spinlock",	locks_work },
	{ "cr3",	cr3_is_ours },
	{ "msr",	msr_reads },
	{ "cpuid",	cpuid_reads },
	{ "jump label",	jump_label_works },
	{ "static call",	static_call_works },
	{ "fixup",	fault_is_fixed },
};

int pvops_sample_run(void);

/* Exported so that another module can run the sites in its own context. */
int pvops_sample_run(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].works())
			continue;
		pr_err("pvops_sample: the %s step failed\n", steps[i].name);
		return -EIO;
	}
	return 0;
}
EXPORT_SYMBOL_GPL(pvops_sample_run);

/* Sites in text whose memory is given back as soon as the module is there. */
static bool __init boot_text_works(void)
{
	bool before = irqs_disabled(), off;

	local_irq_disable();
	off = irqs_disabled();
	local_irq_enable();
	return !before && off && !irqs_disabled();
}

static int __init pvops_sample_init(void)
{
	return boot_text_works() ? pvops_sample_run() : -EIO;
}

static void __exit pvops_sample_exit(void)
{
	if (pvops_sample_run())
		pr_err("pvops: failed sites in a module that leaves\n");
}

module_init(pvops_sample_init);
module_exit(pvops_sample_exit);
MODULE_DESCRIPTION("Paravirt call sites for the boot matrix");
MODULE_LICENSE("GPL");
