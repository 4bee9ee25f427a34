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
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/paravirt.h>
#include <asm/reboot.h>
#include <asm/smp.h>
#include <asm/x86_init.h>
#include "compat.h"
#include "internal.h"

/* The features that are used, once all have been asked. */
static const struct pvops_feature *used[PVOPS_FEATURES_MAX] __ro_after_init;
static unsigned int nr_used __ro_after_init;
/* How many the backend has. */
static unsigned int nr_features __ro_after_init;
/* What each of pvops_backend.features has answered; those who answered NULL are used. */
static const char *reasons[PVOPS_FEATURES_MAX] __ro_after_init;
static const char not_asked[] = "not asked yet";
static const char too_many[] = "the backend has too many features";

/* Whom the kernel would have called at some of these moments; they are called after us. */
static struct {
	void (*late)(void);
	void (*first_on_cpu)(void);
	void (*prepare_boot_cpu)(void);
	void (*shutdown)(void);
	void (*crash_shutdown)(struct pt_regs *regs);
} next __ro_after_init;

#define for_each_used(feature, i) \
	for ((i) = 0; (i) < nr_used && ((feature) = used[i]); (i)++)

#define for_each_used_reverse(feature, i) \
	for ((i) = nr_used; (i)-- > 0 && ((feature) = used[i]);)

/* --- one CPU, and what the machine has once */

static void enter_cpu(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->cpu_enter)
			feature->cpu_enter();
}

static void leave_cpu(enum pvops_leave why)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used_reverse(feature, i)
		if (feature->cpu_leave)
			feature->cpu_leave(why);
}

static void enter_machine(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used(feature, i)
		if (feature->machine_enter)
			feature->machine_enter();
}

static void leave_machine(enum pvops_leave why)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_used_reverse(feature, i)
		if (feature->machine_leave)
			feature->machine_leave(why);
}

/* --- CPUs come and go */

/* Interrupts are not on yet. */
static void __init boot_cpu(void)
{
	enter_machine();
	enter_cpu();
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

static int came_online(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	enter_cpu();
	local_irq_restore(flags);
	return 0;
}

static int goes_offline(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	leave_cpu(PVOPS_OFFLINE);
	local_irq_restore(flags);
	return 0;
}

static void __init watch_cpus(void)
{
	if (cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "x86/pvops:prepare",
				      prepare_cpu, NULL) < 0 ||
	    cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "x86/pvops:online",
				      came_online, goes_offline) < 0)
		pr_err("no room among the CPU hotplug states: features miss CPUs\n");
}

/* --- the machine: sleep, another kernel, a crash */

/* The CPU that is left does it, with interrupts off. */
static int suspend(PVOPS_SYSCORE_PARAM)
{
	leave_cpu(PVOPS_SUSPEND);
	leave_machine(PVOPS_SUSPEND);
	return 0;
}

static void resume(PVOPS_SYSCORE_PARAM)
{
	enter_machine();
	enter_cpu();
}

PVOPS_SYSCORE(sleep, .suspend = suspend, .resume = resume);

static void leave_for_restart(void *unused)
{
	leave_cpu(PVOPS_RESTART);
}

/* Devices are shut down, all CPUs run, and after this they are stopped. */
static void shutdown(void)
{
	unsigned long flags;

	on_each_cpu(leave_for_restart, NULL, 1);
	local_irq_save(flags);
	leave_machine(PVOPS_RESTART);
	local_irq_restore(flags);
	next.shutdown();
}

#ifdef CONFIG_CRASH_DUMP
/* The other CPUs get stopped in what follows; the next kernel has memory of its own. */
static void crash_shutdown(struct pt_regs *regs)
{
	local_irq_disable();
	leave_cpu(PVOPS_CRASH);
	leave_machine(PVOPS_CRASH);
	next.crash_shutdown(regs);
}
#endif

static void __init watch_machine(void)
{
	pvops_register_syscore(&sleep);
	next.shutdown = machine_ops.shutdown;
	machine_ops.shutdown = shutdown;
#ifdef CONFIG_CRASH_DUMP
	next.crash_shutdown = machine_ops.crash_shutdown;
	machine_ops.crash_shutdown = crash_shutdown;
#endif
}

/* --- setup */

#define for_each_feature(feature, i) \
	for ((i) = 0; (i) < nr_features && ((feature) = pvops_state.backend->features[i]); (i)++)

/* Whose moment comes now: those who have to be early cannot know what comes later. */
static void __init ask(bool early)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_feature(feature, i) {
		if (!feature->early == early)
			continue;
		reasons[i] = feature->why_not ? feature->why_not() : NULL;
		if (early && !reasons[i])
			feature->early();
	}
}

static void __init list_used(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	for_each_feature(feature, i)
		if (!reasons[i])
			used[nr_used++] = feature;
}

/* In one piece: other CPUs' messages cannot come between. */
static void __init report(void)
{
	const struct pvops_feature *feature;
	char names[512] = "";
	size_t len = 0;
	unsigned int i;

	for_each_used(feature, i)
		len += scnprintf(names + len, sizeof(names) - len, " %s", feature->name);
	pr_info("%s:%s\n", pvops_state.backend->name, names);
}

static void __init late(void)
{
	const struct pvops_feature *feature;
	unsigned int i;

	ask(false);
	list_used();
	for_each_used(feature, i)
		if (feature->late)
			feature->late();
	next.prepare_boot_cpu = smp_ops.smp_prepare_boot_cpu;
	smp_ops.smp_prepare_boot_cpu = boot_cpu;
	watch_cpus();
	watch_machine();
	report();
	next.late();
}

/* Their number is the author's doing, and a test's to find; those beyond it are not used. */
static void __init count_features(const struct pvops_backend *backend)
{
	while (backend->features && backend->features[nr_features])
		nr_features++;
	if (WARN(nr_features > PVOPS_FEATURES_MAX, "pvops: backend %s has more than %u features",
		 backend->name, PVOPS_FEATURES_MAX))
		nr_features = PVOPS_FEATURES_MAX;
}

/**
 * pvops_platform - select the backend and let its features in
 *
 * Context: boot CPU, in setup_arch(), once the kernel has recognised its platform.
 */
void __init pvops_platform(void)
{
	unsigned int i;

	pvops_state.backend = pvops_select();
	if (!pvops_state.backend)
		return;
	count_features(pvops_state.backend);
	if (!nr_features)
		return;
	for (i = 0; i < nr_features; i++)
		reasons[i] = not_asked;
	ask(true);
	next.late = x86_init.hyper.guest_late_init;
	x86_init.hyper.guest_late_init = late;
	next.first_on_cpu = x86_cpuinit.early_percpu_clock_init;
	x86_cpuinit.early_percpu_clock_init = first_on_cpu;
}

/* --- who asks */

/**
 * pvops_uses - is a feature in use?
 * @feature: one of any backend's features
 *
 * Context: any, once @feature has been asked.
 */
bool pvops_uses(const struct pvops_feature *feature)
{
	unsigned int i;

	for (i = 0; i < nr_features; i++)
		if (pvops_state.backend->features[i] == feature)
			return !reasons[i];
	return false;
}

/**
 * pvops_used_feature - the features that are in use, in order
 * @i: their number, from 0
 *
 * Return: the feature, or NULL if there are not so many.
 * Context: any, after setup_arch().
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
 * Context: any, after setup_arch().
 */
const char *pvops_why_not(unsigned int i)
{
	return i < nr_features ? reasons[i] : too_many;
}
