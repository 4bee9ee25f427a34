// SPDX-License-Identifier: GPL-2.0-only
/* CPUs come and go, and features are told. */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/cache.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <asm/smp.h>
#include <asm/x86_init.h>
#include "lifecycle.h"

/* What the kernel would have called at two of these moments; it is called after us. */
static void (*next_first_on_cpu)(void) __ro_after_init;
static void (*next_prepare_boot_cpu)(void) __ro_after_init;

/* Interrupts are not on yet. */
static void __init boot_cpu(void)
{
	pvops_begin(machine_enter);
	pvops_begin(cpu_enter);
	next_prepare_boot_cpu();
}

/* In text that lasts: a CPU may come back at any time. */
static void first_on_cpu(void)
{
	pvops_begin(cpu_start);
	next_first_on_cpu();
}

static int prepare_cpu(unsigned int cpu)
{
	const struct pvops_feature *feature;
	unsigned int i;
	int err = 0;

	for (i = 0; (feature = pvops_used_feature(i)); i++) {
		if (feature->cpu_prepare)
			err = feature->cpu_prepare(cpu);
		if (err) {
			pr_err("CPU %u stays offline: feature %s: %pe\n", cpu,
			       feature->name, ERR_PTR(err));
			return err;
		}
	}
	return 0;
}

static int came_online(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	pvops_begin(cpu_enter);
	local_irq_restore(flags);
	return 0;
}

static int goes_offline(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	pvops_end(cpu_leave, PVOPS_OFFLINE);
	local_irq_restore(flags);
	return 0;
}

/**
 * pvops_watch_cpu_start - call features first on each CPU that starts
 *
 * Context: boot CPU, in setup_arch().
 */
void __init pvops_watch_cpu_start(void)
{
	next_first_on_cpu = x86_cpuinit.early_percpu_clock_init;
	x86_cpuinit.early_percpu_clock_init = first_on_cpu;
}

/**
 * pvops_watch_cpus - call features when a CPU comes or goes, the boot CPU first
 *
 * Context: boot CPU, at the end of setup_arch().
 */
void __init pvops_watch_cpus(void)
{
	next_prepare_boot_cpu = smp_ops.smp_prepare_boot_cpu;
	smp_ops.smp_prepare_boot_cpu = boot_cpu;
	if (cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/pvops:prepare",
				      prepare_cpu, NULL) < 0 ||
	    cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "x86/pvops:online",
				      came_online, goes_offline) < 0)
		pr_err("no room among the CPU hotplug states: features miss CPUs\n");
}
