// SPDX-License-Identifier: GPL-2.0-only
/*
 * The end of a guest: power-off, reboot and panic are one hypercall, which does not come
 * back.  The launcher learns the reason from it, and of a panic also the message.
 */
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/pm.h>
#include <asm/reboot.h>
#include "guest.h"

static void power_off(void)
{
	pvops_lguest_call(LG_SHUTDOWN, LG_SHUTDOWN_OFF, 0, 0);
}

static void emergency_restart(void)
{
	pvops_lguest_call(LG_SHUTDOWN, LG_SHUTDOWN_REBOOT, 0, 0);
}

static void restart(char *unused)
{
	emergency_restart();
}

/* There is one CPU, and no device that has to be told. */
static void shutdown(void)
{
}

/* Of all who are told of a panic the last: the message is on the console by then. */
static int on_panic(struct notifier_block *nb, unsigned long unused, void *message)
{
	pvops_lguest_call(LG_SHUTDOWN, LG_SHUTDOWN_PANIC, slow_virt_to_phys(message), 0);
	return NOTIFY_DONE;
}

static struct notifier_block panic_notifier = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

static void __init machine_early(void)
{
	machine_ops.restart = restart;
	machine_ops.halt = power_off;
	machine_ops.power_off = power_off;
	machine_ops.shutdown = shutdown;
	machine_ops.emergency_restart = emergency_restart;
	pm_power_off = power_off;
	atomic_notifier_chain_register(&panic_notifier_list, &panic_notifier);
}

const struct pvops_feature pvops_lguest_machine __refconst = {
	.name = "machine",
	.early = machine_early,
};
