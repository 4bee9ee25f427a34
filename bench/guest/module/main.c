// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/guest_bench/
 *
 *	filler		where the filler counts its turns (meter.c), an address
 *	run		write "NAME TIMES": execute a row in the writing task; reading gives
 *			what each operation took
 *	stand		write "stand": the writing task stands on its CPU (stand.c); others
 *			write "wait" until it does so, and "release CPU" to end it
 *	host		what is written goes to the host, which has obeyed when the write
 *			returns
 */
#include <linux/debugfs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/io.h>
#include "bench.h"

#define RESULTS_SIZE	(8 * PAGE_SIZE)

/* QEMU's isa-debugcon, to which one can write without any driver. */
#define HOST_PORT	0xe9

static struct dentry *folder;

static int run_row(const char *name, unsigned int times)
{
	const struct bench_row *row = bench_find_row(name);

	if (!row || !times || times > BENCH_MAX_TIMES)
		return -EINVAL;
	bench_reset();
	return row->run(times);
}

static ssize_t run_write(struct file *file, const char __user *from, size_t size,
			 loff_t *pos)
{
	char text[64] = "", name[32];
	unsigned int times;
	int err;

	if (size >= sizeof(text) || copy_from_user(text, from, size))
		return -EINVAL;
	if (sscanf(text, "%31s %u", name, &times) != 2)
		return -EINVAL;
	err = run_row(name, times);
	return err ?: size;
}

static int run_show(struct seq_file *m, void *unused)
{
	const struct bench_samples *samples = bench_result();
	unsigned int i;

	for (i = 0; i < samples->used; i++)
		seq_printf(m, " %llu", samples->ticks[i]);
	seq_puts(m, "\n");
	return 0;
}

static int run_open(struct inode *inode, struct file *file)
{
	return single_open_size(file, run_show, NULL, RESULTS_SIZE);
}

static const struct file_operations run_fops = {
	.owner		= THIS_MODULE,
	.open		= run_open,
	.read		= seq_read,
	.write		= run_write,
	.llseek		= seq_lseek,
	.release	= single_release,
};

static ssize_t stand_write(struct file *file, const char __user *from, size_t size,
			   loff_t *pos)
{
	char text[32] = "";
	unsigned int cpu;

	if (size >= sizeof(text) || copy_from_user(text, from, size))
		return -EINVAL;
	if (!strcmp(text, "stand"))
		bench_stand();
	else if (!strcmp(text, "wait"))
		bench_wait_until_it_stands();
	else if (sscanf(text, "release %u", &cpu) == 1)
		bench_release(cpu);
	else
		return -EINVAL;
	return size;
}

static const struct file_operations stand_fops = {
	.owner		= THIS_MODULE,
	.write		= stand_write,
};

static ssize_t host_write(struct file *file, const char __user *from, size_t size,
			  loff_t *pos)
{
	char text[128];

	if (size > sizeof(text) || copy_from_user(text, from, size))
		return -EINVAL;
	outsb(HOST_PORT, text, size);
	return size;
}

static const struct file_operations host_fops = {
	.owner		= THIS_MODULE,
	.write		= host_write,
};

static int __init guest_bench_init(void)
{
	int err = bench_other_start();

	if (err)
		return err;
	folder = debugfs_create_dir("guest_bench", NULL);
	debugfs_create_x64("filler", 0600, folder, &bench_filler_turns);
	debugfs_create_file("run", 0600, folder, NULL, &run_fops);
	debugfs_create_file("stand", 0200, folder, NULL, &stand_fops);
	debugfs_create_file("host", 0200, folder, NULL, &host_fops);
	return 0;
}

static void __exit guest_bench_exit(void)
{
	debugfs_remove(folder);
	bench_other_stop();
}

module_init(guest_bench_init);
module_exit(guest_bench_exit);
MODULE_DESCRIPTION("What a guest asks of its host");
MODULE_LICENSE("GPL");
