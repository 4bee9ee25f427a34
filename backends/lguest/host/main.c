// SPDX-License-Identifier: GPL-2.0-only
/*
 * lg.ko: virtual machines without hardware virtualisation. This file is its beginning
 * and end; README.md of the backend has the order in which to read the others.
 */
#define pr_fmt(fmt) "lguest: " fmt

#include <linux/miscdevice.h>
#include <linux/module.h>
#include <asm/tlbflush.h>

#include "lg.h"

static struct miscdevice device = {
	.minor	= MISC_DYNAMIC_MINOR,
	.name	= "lguest",
	.fops	= &lg_vm_fops,
	.mode	= 0600,
};

static void flush(void *unused)
{
	__flush_tlb_all();
}

static int __init lg_init(void)
{
	const char *why = lg_unsuitable();
	int error;

	if (why) {
		pr_info("cannot run here: %s\n", why);
		return -ENODEV;
	}
	error = lg_areas_build();
	if (!error)
		error = lg_global_init();
	if (error)
		goto free_areas;
	error = misc_register(&device);
	if (error)
		goto exit_global;
	lg_counters_init();
	return 0;

exit_global:
	lg_global_exit();
free_areas:
	lg_areas_free();
	return error;
}
module_init(lg_init);

static void __exit lg_exit(void)
{
	lg_counters_exit();
	misc_deregister(&device);
	lg_global_exit();
	/* No CPU keeps a translation of the areas' pages. */
	on_each_cpu(flush, NULL, 1);
	lg_areas_free();
}
module_exit(lg_exit);

MODULE_DESCRIPTION("lguest, virtual machines without hardware virtualisation");
MODULE_LICENSE("GPL");
