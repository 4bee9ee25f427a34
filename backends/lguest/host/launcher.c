// SPDX-License-Identifier: GPL-2.0-only
/* What a launcher must not have when its guest runs. */
#include <linux/mm.h>
#include <linux/perf_event.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fpu/types.h>
#include <asm/fpu/xcr.h>
#include <asm/msr.h>
#include <asm/processor.h>

#include "lg.h"

/*
 * Threat table, "host LDT live in the guest": another thread of the launcher may have
 * made one since the last entry. Its base would be an address of the guest.
 */
static bool has_ldt(void)
{
	u16 ldt;

	asm volatile("sldt %0" : "=rm" (ldt));
	return ldt;
}

/* Selectors that are not a 64-bit process's usual ones would not survive a switch. */
static bool unusual_segments(void)
{
	u16 fs, gs, ds, es;

	savesegment(fs, fs);
	savesegment(gs, gs);
	savesegment(ds, ds);
	savesegment(es, es);
	return fs > 3 || gs > 3 || (ds > 3 && ds != __USER_DS) || (es > 3 && es != __USER_DS);
}

/**
 * lg_launcher_unusual - has this thread what would be live in the guest, and must not
 *
 * Threat table, "launcher has SHSTK, LAM, AMX": it is about the first and the last. Only
 * the thread itself can change them, so it is enough to ask once for each run.
 */
bool lg_launcher_unusual(void)
{
	u64 value;

	if (boot_cpu_has(X86_FEATURE_USER_SHSTK) && !rdmsrl_safe(MSR_IA32_U_CET, &value) && value)
		return true;
	if (!boot_cpu_has(X86_FEATURE_AMX_TILE) ||
	    !(xgetbv(XCR_XFEATURE_ENABLED_MASK) & XFEATURE_MASK_XTILE_DATA))
		return false;
	return rdmsrl_safe(MSR_IA32_XFD, &value) || !(value & XFEATURE_MASK_XTILE_DATA);
}

/* Threat table, "PEBS/BTS": the CPU would write to the host's buffer's address in the guest. */
static bool writes_trace(void)
{
	struct perf_guest_switch_msr *msr;
	int i, n = 0;

	if (boot_cpu_has(X86_FEATURE_BTS) && (get_debugctlmsr() & DEBUGCTLMSR_BTS))
		return true;
	if (!boot_cpu_has(X86_FEATURE_PEBS))
		return false;
	msr = perf_guest_get_msrs(&n, NULL);
	for (i = 0; msr && i < n; i++)
		if (msr[i].msr == MSR_IA32_PEBS_ENABLE && msr[i].host)
			return true;
	return false;
}

/**
 * lg_launcher_blocks - must the guest stay out now
 *
 * Context: interrupts off, right before an entry: other threads of the launcher, and
 * perf, may have changed it since the last.
 */
bool lg_launcher_blocks(void)
{
	return has_ldt() || unusual_segments() || writes_trace();
}
