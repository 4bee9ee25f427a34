// SPDX-License-Identifier: GPL-2.0-only
/* The machine sleeps, starts another kernel or crashes, and features are told. */
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/smp.h>
#include <asm/reboot.h>
#include "compat.h"
#include "lifecycle.h"

/* The kernel's own callbacks at these moments: they are called after ours. */
static void (*next_shutdown)(void) __ro_after_init;

/*
 * Called on the boot CPU, with interrupts off.  Another CPU that is online stands still in
 * stop_machine(), where nothing can be called: enum pvops_leave in asm/pvops/backend.h.
 */
static int suspend(PVOPS_SYSCORE_PARAM)
{
	pvops_end(cpu_leave, PVOPS_SUSPEND);
	pvops_end(machine_leave, PVOPS_SUSPEND);
	return 0;
}

static void resume(PVOPS_SYSCORE_PARAM)
{
	pvops_begin(machine_enter);
	pvops_begin(cpu_enter);
}

PVOPS_SYSCORE(sleep, .suspend = suspend, .resume = resume);

static void leave_for_restart(void *unused)
{
	pvops_end(cpu_leave, PVOPS_RESTART);
}

/* Devices are shut down already; all CPUs run, and are stopped after this. */
static void shutdown(void)
{
	unsigned long flags;

	on_each_cpu(leave_for_restart, NULL, 1);
	local_irq_save(flags);
	pvops_end(machine_leave, PVOPS_RESTART);
	local_irq_restore(flags);
	next_shutdown();
}

#ifdef CONFIG_CRASH_DUMP
static void (*next_crash_shutdown)(struct pt_regs *regs) __ro_after_init;

/* The other CPUs get stopped in what follows; the next kernel has memory of its own. */
static void crash_shutdown(struct pt_regs *regs)
{
	local_irq_disable();
	pvops_end(cpu_leave, PVOPS_CRASH);
	pvops_end(machine_leave, PVOPS_CRASH);
	next_crash_shutdown(regs);
}

static void __init watch_crash(void)
{
	next_crash_shutdown = machine_ops.crash_shutdown;
	machine_ops.crash_shutdown = crash_shutdown;
}
#else
static void __init watch_crash(void)
{
}
#endif

/**
 * pvops_watch_machine - call features before sleep, another kernel or a crash's end
 *
 * Context: boot CPU, at the end of setup_arch().
 */
void __init pvops_watch_machine(void)
{
	pvops_register_syscore(&sleep);
	next_shutdown = machine_ops.shutdown;
	machine_ops.shutdown = shutdown;
	watch_crash();
}
