// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest's machine does not have: firmware and its tables, PCI, devices of a PC, and
 * memory below 1 MiB for the start of other CPUs.
 */
#include <linux/acpi.h>
#include <linux/init.h>
#include <asm/paravirt.h>
#include <asm/pci_x86.h>
#include <asm/x86_init.h>
#include "guest.h"

static void __init no_firmware(void)
{
	x86_init.resources.probe_roms = x86_init_noop;
	x86_init.resources.dmi_setup = x86_init_noop;
	x86_init.mpparse.find_mptable = x86_init_noop;
	x86_init.mpparse.early_parse_smp_cfg = x86_init_noop;
	x86_init.mpparse.parse_smp_cfg = x86_init_noop;
	x86_platform.realmode_reserve = x86_init_noop;
	x86_platform.realmode_init = x86_init_noop;
	disable_acpi();
}

static void __init no_devices(void)
{
	struct x86_legacy_features *legacy = &x86_platform.legacy;

	legacy->i8042 = X86_LEGACY_I8042_PLATFORM_ABSENT;
	legacy->rtc = 0;
	legacy->warm_reset = 0;
	legacy->no_vga = 1;
	legacy->reserve_bios_regions = 0;
	legacy->devices.pnpbios = 0;
#ifdef CONFIG_PCI
	pci_probe = 0;
#endif
}

static void __init platform_early(void)
{
	pv_info.name = "lguest";
	no_firmware();
	no_devices();
}

const struct pvops_feature pvops_lguest_platform __refconst = {
	.name = "platform",
	.early = platform_early,
};
