// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/pvops/features: a line for each feature of the selected backend,
 * "NAME on COUNT=NUMBER..." or "NAME off REASON".
 */
#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include "internal.h"

static unsigned long sum(const unsigned long __percpu *number)
{
	unsigned long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(*per_cpu_ptr(number, cpu));
	return sum;
}

static void show_feature(struct seq_file *m, const struct pvops_feature *feature,
			 const char *why_not)
{
	const struct pvops_count *count;

	seq_printf(m, "%s %s", feature->name, why_not ? "off" : "on");
	if (why_not)
		seq_printf(m, " %s", why_not);
	for (count = feature->counts; !why_not && count && count->what; count++)
		seq_printf(m, " %s=%lu", count->what, sum(count->number));
	seq_putc(m, '\n');
}

static int features_show(struct seq_file *m, void *unused)
{
	const struct pvops_feature *const *features;
	unsigned int i;

	if (!pvops_state.backend || !pvops_state.backend->features)
		return 0;
	features = pvops_state.backend->features;
	for (i = 0; features[i]; i++)
		show_feature(m, features[i], pvops_why_not(i));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(features);

/**
 * pvops_features_debugfs - add the file
 * @dir: where
 *
 * Context: may sleep.
 */
void __init pvops_features_debugfs(struct dentry *dir)
{
	debugfs_create_file("features", 0444, dir, NULL, &features_fops);
}
