// SPDX-License-Identifier: GPL-2.0-only
/* A livepatch of a function with call sites in pvops_sample; the new one has some, too. */
#include <linux/irqflags.h>
#include <linux/livepatch.h>
#include <linux/module.h>

static unsigned long calls;
module_param(calls, ulong, 0444);

static bool irq_flag_still_works(void)
{
	unsigned long flags;
	bool off;

	calls++;
	local_irq_save(flags);
	off = irqs_disabled();
	local_irq_restore(flags);
	return off && !irqs_disabled();
}

static struct klp_func functions[] = {
	{ .old_name = "irq_flag_works", .new_func = irq_flag_still_works },
	{ }
};

static struct klp_object objects[] = {
	{ .name = "pvops_sample", .funcs = functions },
	{ }
};

static struct klp_patch patch = { .mod = THIS_MODULE, .objs = objects };

static int __init pvops_patch_init(void)
{
	return klp_enable_patch(&patch);
}

static void __exit pvops_patch_exit(void)
{
}

module_init(pvops_patch_init);
module_exit(pvops_patch_exit);
MODULE_INFO(livepatch, "Y");
MODULE_DESCRIPTION("A livepatch of a function with call sites");
MODULE_LICENSE("GPL");
