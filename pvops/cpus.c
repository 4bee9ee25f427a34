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

/* The kernel's own callbacks at these moments. */
static void (*next_first_on_cpu)(void) __ro_after_init;
static void (*next_prepare_boot_cpu)(void) __ro_after_init;
static void (*next_prepare_cpus)(unsigned int max_cpus) __initdata;

/* Interrupts are not on yet. */
static void __init boot_cpu(void)
{
	pvops_begin(machine_enter);
	pvops_begin(cpu_enter);
	next_prepare_boot_cpu();
}

/*
 * The scheduler runs and everything can be allocated, but workqueues do not run yet, nor
 * does another CPU.  After the kernel's own callback, which fills in what is known of the
 * boot CPU (its masks of siblings) and starts its timer, so that both can be replaced.
 */
static void __init prepare_cpus(unsigned int max_cpus)
{
	next_prepare_cpus(max_cpus);
	pvops_begin(boot_cpu_prepare);
}

/* Not __init: a CPU may come back at any time. */
static void first_on_cpu(void)
{
	pvops_begin(cpu_start);
	next_first_on_cpu();
}

/* The first @nr of the features, the last of them first. */
static void undo_prepare(const struct pvops_feature *const *features, unsigned int nr,
			 unsigned int cpu)
{
	while (nr-- > 0)
		if (features[nr]->cpu_dead)
			features[nr]->cpu_dead(cpu);
}

/**
 * pvops_prepare_cpu - call features before a CPU starts
 * @features: they, NULL at the end
 * @cpu:      the CPU
 *
 * Return: 0, or the error of a feature that refuses the CPU.  What those before it have
 * prepared is undone then.
 * Context: another CPU than @cpu; may sleep.
 */
int pvops_prepare_cpu(const struct pvops_feature *const *features, unsigned int cpu)
{
	unsigned int i;
	int err;

	for (i = 0; features[i]; i++) {
		err = features[i]->cpu_prepare ? features[i]->cpu_prepare(cpu) : 0;
		if (err) {
			pr_err("CPU %u stays offline: feature %s: %pe\n", cpu,
			       features[i]->name, ERR_PTR(err));
			undo_prepare(features, i, cpu);
			return err;
		}
	}
	return 0;
}

/**
 * pvops_cpu_dead - call features after a CPU has gone offline, or has not started
 * @features: they, NULL at the end
 * @cpu:      the CPU
 *
 * Context: another CPU than @cpu; may sleep.
 */
void pvops_cpu_dead(const struct pvops_feature *const *features, unsigned int cpu)
{
	unsigned int nr = 0;

	while (features[nr])
		nr++;
	undo_prepare(features, nr, cpu);
}

static int will_start(unsigned int cpu)
{
	return pvops_prepare_cpu(pvops_used_features(), cpu);
}

/* Also where a CPU that was prepared has not come up, for whatever reason. */
static int is_dead(unsigned int cpu)
{
	pvops_cpu_dead(pvops_used_features(), cpu);
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
	next_prepare_cpus = smp_ops.smp_prepare_cpus;
	smp_ops.smp_prepare_cpus = prepare_cpus;
	if (cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/pvops:prepare",
				      will_start, is_dead) < 0 ||
	    cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "x86/pvops:online",
				      came_online, goes_offline) < 0)
		pr_err("no room among the CPU hotplug states: features miss CPUs\n");
}
