// SPDX-License-Identifier: GPL-2.0-only
/* What machines have done, as sums: /sys/kernel/debug/lguest/counters. */
#include <linux/atomic.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "lg.h"

static const char *const name[LG_COUNTERS] = {
	[LG_COUNT_EXIT]		= "exits",
	[LG_COUNT_INTERRUPT]	= "interrupts",
	[LG_COUNT_NMI]		= "nmis",
	[LG_COUNT_NMI_LATE]	= "nmis_in_switcher",
	[LG_COUNT_SYSCALL]	= "system_calls",
	[LG_COUNT_HYPERCALL]	= "hypercalls",
	[LG_COUNT_IRET]		= "irets",
	[LG_COUNT_SET_CR3]	= "cr3_loads",
	[LG_COUNT_FLUSH]	= "flushes",
	[LG_COUNT_MISS]		= "shadow_misses",
	[LG_COUNT_FAULT]	= "page_faults",
	[LG_COUNT_EVENT]	= "events",
	[LG_COUNT_IRQ]		= "guest_interrupts",
	[LG_COUNT_EMULATED]	= "emulated",
	[LG_COUNT_MMIO]		= "device_accesses",
	[LG_COUNT_POOL_EMPTY]	= "pool_empty",
};

static atomic64_t sum[LG_COUNTERS];
static struct dentry *folder;

static int counters_show(struct seq_file *m, void *unused)
{
	int i;

	for (i = 0; i < LG_COUNTERS; i++)
		seq_printf(m, "%s %lld\n", name[i], atomic64_read(&sum[i]));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

/** lg_counters_init - the file; without debugfs there is none */
void lg_counters_init(void)
{
	folder = debugfs_create_dir("lguest", NULL);
	debugfs_create_file("counters", 0444, folder, NULL, &counters_fops);
}

/** lg_counters_exit - the opposite */
void lg_counters_exit(void)
{
	debugfs_remove_recursive(folder);
}

/** lg_count_add - add what a vCPU has counted since the last time */
void lg_count_add(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	int i;

	vcpu->count[LG_COUNT_SYSCALL] += p->fast_syscalls;
	vcpu->count[LG_COUNT_IRET] += p->fast_irets;
	vcpu->count[LG_COUNT_SET_CR3] += p->fast_cr3;
	p->fast_syscalls = 0;
	p->fast_irets = 0;
	p->fast_cr3 = 0;
	for (i = 0; i < LG_COUNTERS; i++) {
		atomic64_add(vcpu->count[i], &sum[i]);
		vcpu->count[i] = 0;
	}
}
