// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUs whose decoders are slow with prefixes.  There sites are padded with NOPs, as
 * upstream pads its own.
 *
 * Most decoders take any number of redundant prefixes in their stride.  Those of AMD's
 * families 0Fh to 15h take three in one cycle, and Bulldozer pays 14 cycles for a fourth;
 * a REX prefix counts (A. Fog, "The microarchitecture of Intel, AMD and VIA CPUs").
 * Silvermont and Knights Landing count the escape byte too (Intel 248966, their
 * chapters).  We know nothing certain about the small cores around these, and a NOP
 * costs them less than a wrong guess.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/init.h>
#include <linux/printk.h>
#include <asm/cpu_device_id.h>
#include <asm/intel-family.h>
#include <asm/processor.h>
#include "internal.h"

#define AMD_ZEN		0x17	/* the first family without such a limit */

static const struct x86_cpu_id slow_intel[] __initconst = {
	X86_MATCH_VFM(INTEL_ATOM_BONNELL,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_BONNELL_MID,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_SALTWELL,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_SALTWELL_MID,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_SALTWELL_TABLET, NULL),
	X86_MATCH_VFM(INTEL_ATOM_SILVERMONT,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_SILVERMONT_D,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_SILVERMONT_MID, NULL),
	X86_MATCH_VFM(INTEL_ATOM_AIRMONT,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_AIRMONT_MID,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_AIRMONT_NP,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_GOLDMONT,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_GOLDMONT_D,	NULL),
	X86_MATCH_VFM(INTEL_ATOM_GOLDMONT_PLUS,	NULL),
	X86_MATCH_VFM(INTEL_XEON_PHI_KNL,	NULL),
	X86_MATCH_VFM(INTEL_XEON_PHI_KNM,	NULL),
	{ }
};

/**
 * pvops_slow_prefixes - is this CPU slow with prefixes?
 *
 * Context: boot CPU, after it was identified, once; says in the log if it is.
 */
bool __init pvops_slow_prefixes(void)
{
	bool slow = x86_match_cpu(slow_intel) ||
		    (boot_cpu_data.x86_vendor == X86_VENDOR_AMD &&
		     boot_cpu_data.x86 < AMD_ZEN);

	if (slow)
		pr_info("sites are padded with NOPs: this CPU is slow with prefixes\n");
	return slow;
}
