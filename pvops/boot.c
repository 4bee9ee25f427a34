// SPDX-License-Identifier: GPL-2.0-only
/*
 * The main path, in three steps at the moments at which the kernel calls them: find out
 * what it runs on, patch it for that, and see that nothing changes it any more.
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

/* --- the platform */

/**
 * pvops_platform - select the backend and let its features in
 *
 * Context: boot CPU, in setup_arch(), once the kernel has recognised its platform.
 */
void __init pvops_platform(void)
{
	pvops_state.backend = pvops_select();
	if (!pvops_state.backend)
		return;
	pvops_force_properties(pvops_state.backend);
	pvops_ask_early();
	pvops_watch_paging();
	pvops_begin_life();
}

/* --- patching */

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
	pvops_claimed_init();
	pvops_inject_fault(&kernel_sites);
	pvops_state.boot = pvops_state.mode;
	patch(&kernel_sites);
	report(&kernel_sites);
}

/* --- the seal */

/* The line of early boot may be gone from the log by now. */
static void __init report_again(const struct pvops_sites *sites)
{
	pr_info("backend %s, mode %s, %u sites failed\n", pvops_state.backend->name,
		pvpatch_form_name(pvops_state.mode), failed(sites));
}

/*
 * The table, what it was bound to and which features are used are __ro_after_init: when
 * initcalls are done, the kernel makes their memory read-only.  Code that wrote to the
 * table after binding came too late: the sites were patched for another function.
 */
static int __init seal(void)
{
	if (!pvops_state.backend)
		return 0;
	if (pvops_table_drift())
		pr_err("the table changed after it was bound: those sites do not follow\n");
	report_again(&kernel_sites);
	return 0;
}
late_initcall_sync(seal);
