// SPDX-License-Identifier: GPL-2.0-only
/*
 * The moments of a kernel's life at which the features of the selected backend have
 * something to do, from setup_arch() to the last instruction before another kernel.
 * pvops/backend.h says what each moment is good for.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/cache.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/smp.h>
#include <linux/syscore_ops.h>
#include <asm/paravirt.h>
#include <asm/reboot.h>
#include <asm/smp.h>
#include <asm/x86_init.h>
#include "internal.h"

/* The features that are used, in the backend's order. */
static const struct pvops_feature *used[PVOPS_FEATURES_MAX] __ro_after_init;
static unsigned int nr_used __ro_after_init;
/* Why the others are not, in the order of pvops_backend.features. */
static const char *reasons[PVOPS_FEATURES_MAX] __ro_after_init;

/* Whom the kernel would have called at some of these moments; they are called after us. */
static struct {
	void (*late)(void);
	void (*first_on_cpu)(void);
	void (*prepare_boot_cpu)(void);
	void (*crash_shutdown)(struct pt_regs *regs);
} next __ro_after_init;

#define for_each_used(feature, i) \
	for ((i) = 0; (i) < nr_used && ((feature) = used[i]); (i)++)

#define for_each_used_reverse(feature, i) \
	for ((i) = nr_used; (i)-- > 0 && ((feature) = used[i]);)

/* --- one CPU */

static void enter(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->cpu_enter)
			feature->cpu_enter();
}

static void leave(enum pvops_leave why)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used_reverse(feature, i)
		if (feature->cpu_leave)
			feature->cpu_leave(why);
}

static void __init boot_cpu(void)
{
	unsigned long flags;

	local_irq_save(flags);
	enter();
	local_irq_restore(flags);
	next.prepare_boot_cpu();
}

/* In text that lasts: a CPU may come back at any time. */
static void first_on_cpu(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->cpu_start)
			feature->cpu_start();
	next.first_on_cpu();
}

static int prepare_cpu(unsigned int cpu)
{
	const struct pvops_feature *feature;
	unsigned int i;
	int err = 0;

	for_each_used(feature, i) {
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

static int cpu_online(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	enter();
	local_irq_restore(flags);
	return 0;
}

static int cpu_offline(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	leave(PVOPS_OFFLINE);
	local_irq_restore(flags);
	return 0;
}

static void __init watch_cpus(void)
{
	if (cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/pvops:prepare",
				      prepare_cpu, NULL) < 0 ||
	    cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "x86/pvops:online",
				      cpu_online, cpu_offline) < 0)
		pr_err("no room among the CPU hotplug states: features miss CPUs\n");
}

/* --- the machine: sleep, another kernel, a crash */

static int suspend(void *unused)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->suspend)
			feature->suspend();
	leave(PVOPS_SUSPEND);
	return 0;
}

static void resume(void *unused)
{
	const struct pvops_feature *feature;
	unsigned int i;

	enter();
	for_each_used(feature, i)
		if (feature->resume)
			feature->resume();
}

static const struct syscore_ops sleep_ops = {
	.suspend = suspend,
	.resume = resume,
};

static struct syscore sleep = {
	.ops = &sleep_ops,
};

static void leave_for_restart(void *unused)
{
	leave(PVOPS_RESTART);
}

/* kexec says SYS_RESTART, too; a machine that is switched off has no next kernel. */
static int on_restart(struct notifier_block *nb, unsigned long code, void *unused)
{
	if (code == SYS_RESTART)
		on_each_cpu(leave_for_restart, NULL, 1);
	return NOTIFY_DONE;
}

/* The lowest priority: what other notifiers do may need the features. */
static struct notifier_block restart_notifier = {
	.notifier_call = on_restart,
	.priority = INT_MIN,
};

#ifdef CONFIG_CRASH_DUMP
/* The other CPUs get stopped in what follows, and a halted CPU is not written to. */
static void crash_shutdown(struct pt_regs *regs)
{
	leave(PVOPS_CRASH);
	next.crash_shutdown(regs);
}
#endif

static void __init watch_machine(void)
{
	register_syscore(&sleep);
	register_reboot_notifier(&restart_notifier);
#ifdef CONFIG_CRASH_DUMP
	next.crash_shutdown = machine_ops.crash_shutdown;
	machine_ops.crash_shutdown = crash_shutdown;
#endif
}

/* --- setup */

static void __init late(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->late)
			feature->late();
	next.prepare_boot_cpu = smp_ops.smp_prepare_boot_cpu;
	smp_ops.smp_prepare_boot_cpu = boot_cpu;
	watch_cpus();
	watch_machine();
	next.late();
}

static void __init choose_features(const struct pvops_feature *const *features)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for (i = 0; (feature = features[i]); i++) {
		if (WARN_ON(i == PVOPS_FEATURES_MAX))
			return;
		reasons[i] = feature->why_not ? feature->why_not() : NULL;
		if (!reasons[i])
			used[nr_used++] = feature;
	}
}

/**
 * pvops_platform - select the backend and let it in
 *
 * Context: boot CPU, in setup_arch(), once the kernel has recognised its platform.
 */
void __init pvops_platform(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	pvops_state.backend = pvops_select();
	if (!pvops_state.backend || !pvops_state.backend->features)
		return;
	choose_features(pvops_state.backend->features);
	for_each_used(feature, i)
		if (feature->early)
			feature->early();
	next.late = x86_init.hyper.guest_late_init;
	x86_init.hyper.guest_late_init = late;
	next.first_on_cpu = x86_cpuinit.early_percpu_clock_init;
	x86_cpuinit.early_percpu_clock_init = first_on_cpu;
}

/* --- who asks */

/**
 * pvops_uses - is a feature in use?
 * @feature: one of the selected backend's features
 *
 * Context: any, from @feature's own why_not on.
 */
bool pvops_uses(const struct pvops_feature *feature)
{
	unsigned int i;

	for (i = 0; i < nr_used; i++)
		if (used[i] == feature)
			return true;
	return false;
}

/**
 * pvops_used_feature - the features that are in use, in order
 * @i: their number, from 0
 *
 * Return: the feature, or NULL if there are not so many.
 * Context: any, after pvops_platform().
 */
const struct pvops_feature *pvops_used_feature(unsigned int i)
{
	return i < nr_used ? used[i] : NULL;
}

/**
 * pvops_why_not - why a feature is not in use
 * @i: its index in pvops_backend.features
 *
 * Return: a few words, or NULL if it is.
 * Context: any, after pvops_platform().
 */
const char *pvops_why_not(unsigned int i)
{
	return i < PVOPS_FEATURES_MAX ? reasons[i] : NULL;
}
