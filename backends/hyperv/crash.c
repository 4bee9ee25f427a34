// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host hears of a panic (TLFS, section "Partition Crash Enlightenment").  It may end
 * the machine then, so it hears of it last; and not at all where a crash kernel takes
 * over, unless the user has said crash_kexec_post_notifiers.
 */
#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/string.h>
#include <asm/msr.h>
#include <asm/setup.h>
#include "hyperv.h"

/* What the host wants: notice, and the last words with it, if it says so. */
static u64 crash_control __ro_after_init;

/*
 * The guest defines the first three parameters: nothing, its identity, and how far it was
 * moved from its link address.  The others are the place and the length of the last words.
 */
static int on_panic(struct notifier_block *nb, unsigned long unused, void *message)
{
	const u64 parameters[HV_X64_MSR_CRASH_PARAMS] = {
		0,
		HYPERV_GUEST_ID,
		kaslr_offset(),
		slow_virt_to_phys(message),
		strlen(message),
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(parameters); i++)
		wrmsrl(HV_X64_MSR_CRASH_P0 + i, parameters[i]);
	wrmsrl(HV_X64_MSR_CRASH_CTL, crash_control);
	return NOTIFY_DONE;
}

static struct notifier_block panic_notifier = {
	.notifier_call = on_panic,
	.priority = INT_MIN,
};

static const char *__init crash_why_not(void)
{
	if (!(ms_hyperv.misc_features & HV_FEATURE_GUEST_CRASH_MSR_AVAILABLE))
		return "no crash MSRs";
	rdmsrl(HV_X64_MSR_CRASH_CTL, crash_control);
	crash_control &= HV_CRASH_CTL_CRASH_NOTIFY | HV_CRASH_CTL_CRASH_NOTIFY_MSG;
	return crash_control & HV_CRASH_CTL_CRASH_NOTIFY ? NULL : "the host does not listen";
}

static void __init crash_late(void)
{
	atomic_notifier_chain_register(&panic_notifier_list, &panic_notifier);
}

const struct pvops_feature pvops_hyperv_crash __refconst = {
	.name = "crash",
	.why_not = crash_why_not,
	.late = crash_late,
};
