// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flushing the TLBs of other CPUs by one hypercall (TLFS, sections
 * "HvCallFlushVirtualAddressSpace" and "HvCallFlushVirtualAddressList").  The host waits
 * for no CPU that it does not run: such a TLB is flushed before it runs again.
 *
 * No CPU is interrupted, so page tables cannot be freed by waiting for that: they go
 * through RCU.  And the kernel's own count of what a TLB has seen stays behind on the
 * other CPUs, which costs a flush when they switch address spaces, no more.
 */
#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/tlb.h>
#include <asm/tlbflush.h>
#include "hyperv.h"

/* More pages than that are flushed faster together; an entry can name 4096. */
#define MAX_PAGES	64

/* In the host's layout, and aligned so that it cannot cross a page. */
struct flush_input {
	struct hv_tlb_flush flush;
	u64 range;
} __aligned(32);

static_assert(sizeof(struct flush_input) == 32);
static_assert(offsetof(struct flush_input, range) == sizeof(struct hv_tlb_flush));

static DEFINE_PER_CPU(struct flush_input, tlb_input);
/* Where the host finds it; 0 until this CPU has said so. */
static DEFINE_PER_CPU(phys_addr_t, tlb_input_phys);
PVOPS_COUNTER(tlb_hypercalls);

/*
 * A CPU that has the address space only lazily, or not at all, looks at the space's
 * generation before it uses it again.  Order of the two reads: switch_mm_irqs_off().
 */
static bool must_flush(unsigned int cpu, const struct flush_tlb_info *info)
{
	struct mm_struct *mm;

	if (info->freed_tables)
		return true;
	mm = READ_ONCE(per_cpu(cpu_tlbstate.loaded_mm, cpu));
	/* Pairs with the barrier between the writes of both in switch_mm_irqs_off(). */
	smp_rmb();
	if (READ_ONCE(per_cpu(cpu_tlbstate_shared.is_lazy, cpu)))
		return false;
	return !info->mm || mm == info->mm || mm == LOADED_MM_SWITCHING;
}

/* The other CPUs of @cpus that must flush; false if a hypercall cannot name one. */
static bool other_vps(const struct cpumask *cpus, const struct flush_tlb_info *info, u64 *vps)
{
	unsigned int cpu, self = smp_processor_id();
	u64 bit;

	*vps = 0;
	for_each_cpu(cpu, cpus) {
		if (cpu == self || !must_flush(cpu, info))
			continue;
		bit = pvops_hyperv_vp_bit(cpu);
		if (!bit)
			return false;
		*vps |= bit;
	}
	return true;
}

/*
 * All address spaces, always: page table isolation gives each process two, and a CPU
 * keeps entries of more than the one that it runs.
 */
static bool flush_all_pages(struct flush_input *in, phys_addr_t phys)
{
	in->flush.flags = HV_FLUSH_ALL_VIRTUAL_ADDRESS_SPACES |
			  HV_FLUSH_NON_GLOBAL_MAPPINGS_ONLY;
	return pvops_hyperv_call(HVCALL_FLUSH_VIRTUAL_ADDRESS_SPACE, phys, 0);
}

/* An entry's low 12 bits are the number of pages after its first one. */
static bool flush_range(struct flush_input *in, phys_addr_t phys, unsigned long start,
			unsigned long pages)
{
	in->flush.flags = HV_FLUSH_ALL_VIRTUAL_ADDRESS_SPACES;
	in->range = (start & PAGE_MASK) | (pages - 1);
	return pvops_hyperv_call(HVCALL_FLUSH_VIRTUAL_ADDRESS_LIST | HV_HYPERCALL_REP_COMP_1,
				 phys, 0);
}

static bool flush_vps(u64 vps, const struct flush_tlb_info *info)
{
	unsigned long pages = (info->end - info->start) >> PAGE_SHIFT;
	phys_addr_t phys = this_cpu_read(tlb_input_phys);
	struct flush_input *in = this_cpu_ptr(&tlb_input);

	if (!phys)
		return false;
	in->flush.address_space = 0;
	in->flush.processor_mask = vps;
	if (info->end == TLB_FLUSH_ALL || info->stride_shift != PAGE_SHIFT ||
	    !pages || pages > MAX_PAGES)
		return flush_all_pages(in, phys);
	return flush_range(in, phys, info->start, pages);
}

/* An empty mask would mean every processor to some hosts. */
static bool flush_others(const struct cpumask *cpus, const struct flush_tlb_info *info)
{
	unsigned long flags;
	bool done;
	u64 vps;

	if (!other_vps(cpus, info, &vps))
		return false;
	if (!vps)
		return true;
	local_irq_save(flags);
	done = flush_vps(vps, info);
	local_irq_restore(flags);
	if (done)
		pvops_count_one(tlb_hypercalls);
	return done;
}

/*
 * This CPU flushes its own TLB as on bare metal, which keeps its generations right.
 * With trim_cpumask CPUs are to leave the mask of an address space: each has to do that
 * itself, when it is interrupted.
 */
static void flush_by_host(const struct cpumask *cpus, const struct flush_tlb_info *info)
{
	unsigned int self = smp_processor_id();

	if (info->trim_cpumask || !flush_others(cpus, info))
		native_flush_tlb_multi(cpus, info);
	else if (cpumask_test_cpu(self, cpus))
		native_flush_tlb_multi(cpumask_of(self), info);
}

static const char *__init tlb_why_not(void)
{
	if (!(ms_hyperv.hints & HV_X64_REMOTE_TLB_FLUSH_RECOMMENDED))
		return "not recommended by the host";
	return pvops_hyperv_no_calls();
}

static void tlb_enter(void)
{
	this_cpu_write(tlb_input_phys, per_cpu_ptr_to_phys(this_cpu_ptr(&tlb_input)));
}

static const struct pvops_table tlb_table = {
	.mmu.flush_tlb_multi = flush_by_host,
	.mmu.tlb_remove_table = tlb_remove_table,
};

const struct pvops_feature pvops_hyperv_tlb __refconst = {
	.name = "tlb",
	.why_not = tlb_why_not,
	.cpu_enter = tlb_enter,
	.table = &tlb_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("hypercalls", tlb_hypercalls)),
};
