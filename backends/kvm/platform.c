// SPDX-License-Identifier: GPL-2.0-only
/* What every guest of KVM is, whatever its host offers. */
#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/nmi.h>
#include <linux/sizes.h>
#include <asm/e820/api.h>
#include <asm/io_apic.h>
#include <asm/mtrr.h>
#include <asm/paravirt.h>
#include <asm/processor.h>
#include <asm/timer.h>
#include <asm/x86_init.h>
#include "kvm.h"

static bool __init msi_ext_dest_id(void)
{
	return kvm_para_has_feature(KVM_FEATURE_MSI_EXT_DEST_ID);
}

/*
 * Guests whose MTRRs are not the machine's (SEV-SNP, TDX) have all memory cached, but for
 * the space of PCI devices: from the end of low memory to 4 GiB.  Hardware would want a
 * power of 2; this range is for the kernel's own look-ups and reaches no register.
 */
static void __init force_cached(void)
{
	u64 hole = PFN_PHYS(e820__end_of_low_ram_pfn());
	struct mtrr_var_range pci = {
		.base_lo = hole | X86_MEMTYPE_UC,
		.mask_lo = (u32)~(SZ_4G - hole - 1) | MTRR_PHYSMASK_V,
		.mask_hi = (BIT_ULL(boot_cpu_data.x86_phys_bits) - 1) >> 32,
	};

	guest_force_mtrr_state(&pci, 1, MTRR_TYPE_WRBACK);
}

static void __init platform_early(void)
{
	pv_info.name = "KVM";
	x86_init.hyper.x2apic_available = kvm_para_available;
	x86_init.hyper.msi_ext_dest_id = msi_ext_dest_id;
	force_cached();
}

/* Both would measure the host's load: the timer check, and a CPU that does not answer. */
static void __init platform_late(void)
{
#ifdef CONFIG_X86_IO_APIC
	no_timer_check = 1;
#endif
	hardlockup_detector_disable();
}

const struct pvops_feature pvops_kvm_platform __refconst = {
	.name = "platform",
	.early = platform_early,
	.late = platform_late,
};

/* --- ports of a host that is fast enough */

static const char *__init io_delay_why_not(void)
{
	return kvm_para_has_feature(KVM_FEATURE_NOP_IO_DELAY) ? NULL : pvops_kvm_not_offered;
}

static const struct pvops_table io_delay_table = {
	.cpu.io_delay = paravirt_nop,
};

const struct pvops_feature pvops_kvm_io_delay __refconst = {
	.name = "io-delay",
	.why_not = io_delay_why_not,
	.table = &io_delay_table,
};
