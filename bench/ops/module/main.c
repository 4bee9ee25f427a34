// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/pvops_bench/results: reading it measures every row, in whatever
 * form the kernel's sites are at that moment.  One line is one row:
 *
 *	OPS ticks MINIMUM MEDIAN # on what
 *	OPS skip # why
 *
 * Every operation of asm/pvops/ops.def is in some line: tools/check-ops looks.
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include "bench.h"

#define RESULTS_SIZE	(16 * PAGE_SIZE)

static struct bench_arena arena;
static struct dentry *folder;
static DEFINE_MUTEX(one_reader);

static void show_hundredths(struct seq_file *m, s64 value)
{
	u64 size = abs(value);

	seq_printf(m, " %s%llu.%02llu", value < 0 ? "-" : "", size / 100, size % 100);
}

static void show_row(struct seq_file *m, const struct bench_row *row)
{
	const char *why = row->refuse ? row->refuse(&arena) : NULL;
	struct bench_result result;

	if (!row->run || why) {
		seq_printf(m, "%s skip # %s\n", row->ops, why ?: row->what);
		return;
	}
	result = bench_measure(&arena, row);
	seq_printf(m, "%s ticks", row->ops);
	show_hundredths(m, result.min);
	show_hundredths(m, result.median);
	seq_printf(m, " # %s\n", row->what);
}

static int results_show(struct seq_file *m, void *unused)
{
	const struct bench_row *row;
	unsigned int i;

	mutex_lock(&one_reader);
	for (i = 0; (row = bench_row(i)); i++) {
		show_row(m, row);
		cond_resched();
	}
	mutex_unlock(&one_reader);
	return 0;
}

/* Room for all lines: if they do not fit, they are all measured once more. */
static int results_open(struct inode *inode, struct file *file)
{
	return single_open_size(file, results_show, NULL, RESULTS_SIZE);
}

static const struct file_operations results_fops = {
	.owner		= THIS_MODULE,
	.open		= results_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static int __init pvops_bench_init(void)
{
	int err = bench_arena_open(&arena);

	if (err)
		return err;
	folder = debugfs_create_dir("pvops_bench", NULL);
	debugfs_create_file("results", 0400, folder, NULL, &results_fops);
	return 0;
}

static void __exit pvops_bench_exit(void)
{
	debugfs_remove(folder);
	bench_arena_close(&arena);
}

module_init(pvops_bench_init);
module_exit(pvops_bench_exit);
MODULE_DESCRIPTION("What one paravirt operation costs");
MODULE_LICENSE("GPL");
