// SPDX-License-Identifier: GPL-2.0-only
/*
 * The main path, with the backend that pvops/life.c has selected: bind the table, patch
 * the kernel, report; and at the end of boot make sure that the table is still what was bound.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/init.h>
#include <linux/printk.h>
#include <linux/sched/clock.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/paravirt.h>
#include "internal.h"

extern const struct pvops_site __start_pvops_sites[], __stop_pvops_sites[];

DEFINE_MUTEX(pvops_mutex);
struct pvops_state pvops_state = {
	.mode = PVPATCH_INLINE,
	.tables = LIST_HEAD_INIT(pvops_state.tables),
};

static struct pvops_sites kernel_sites;

static int __init parse_mode(char *arg)
{
	int form;

	for (form = 0; form < PVPATCH_FORMS; form++) {
		if (arg && !strcmp(arg, pvpatch_form_name(form))) {
			pvops_state.mode = form;
			return 0;
		}
	}
	pr_err("pvops=%s: want indirect, direct or inline; using inline\n", arg);
	return 0;
}
early_param("pvops", parse_mode);

/**
 * pvops_kernel_sites - the kernel's own table of sites, in the linker's order
 *
 * Return: the table, with neither counters nor a place in the list.
 * Context: any.
 */
struct pvops_sites pvops_kernel_sites(void)
{
	return (struct pvops_sites){
		.start = __start_pvops_sites,
		.count = __stop_pvops_sites - __start_pvops_sites,
	};
}

static void __init find_sites(struct pvops_sites *sites)
{
	*sites = pvops_kernel_sites();
	list_add(&sites->list, &pvops_state.tables);
}

static void __init patch(struct pvops_sites *sites)
{
	struct pvpatch_text text = pvops_text_early(NULL);
	u64 ns = sched_clock(), cycles = rdtsc();

	pvops_pass(sites, &text, true, pvops_state.mode, &sites->init);
	pvops_pass(sites, &text, false, pvops_state.mode, &sites->stats);
	pvops_state.patch_cycles = rdtsc() - cycles;
	pvops_state.patch_ns = sched_clock() - ns;
}

static u32 __init total(const struct pvops_sites *sites, enum pvpatch_form form)
{
	return sites->init.forms[form] + sites->stats.forms[form];
}

static u32 __init failed(const struct pvops_sites *sites)
{
	return sites->init.failed + sites->stats.failed;
}

static void __init report(const struct pvops_sites *sites)
{
	pr_info("backend %s, %u sites: %u inline, %u direct, %u indirect, in %llu us\n",
		pvops_state.backend->name, sites->count,
		total(sites, PVPATCH_INLINE), total(sites, PVPATCH_DIRECT),
		total(sites, PVPATCH_INDIRECT), pvops_state.patch_ns / 1000);
	if (failed(sites))
		pr_err("%u sites failed and were left as they are\n", failed(sites));
}

/**
 * pvops_boot - patch the kernel for the platform that it runs on
 *
 * Without a backend every site stays indirect and works.
 *
 * Context: boot CPU, before SMP and before alternatives are applied.
 */
void __init pvops_boot(void)
{
	find_sites(&kernel_sites);
	if (!pvops_state.backend) {
		pr_err("no backend: %u sites stay indirect\n", kernel_sites.count);
		return;
	}
	pvops_bind(pvops_state.backend);
	pvops_private_init();
	pvops_inject_fault(&kernel_sites);
	patch(&kernel_sites);
	report(&kernel_sites);
}

/* The table is read-only soon; whoever wrote to it after binding came too late. */
static int __init check_table(void)
{
	if (!pvops_state.backend)
		return 0;
	if (pvops_table_drift())
		pr_err("the table changed after it was bound: those sites do not follow\n");
	/* The line of early boot may be gone from the log by now. */
	pr_info("backend %s, mode %s, %u sites failed\n", pvops_state.backend->name,
		pvpatch_form_name(pvops_state.mode), failed(&kernel_sites));
	return 0;
}
late_initcall_sync(check_table);
