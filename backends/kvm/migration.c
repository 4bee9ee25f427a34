// SPDX-License-Identifier: GPL-2.0-only
/*
 * Live migration of a guest whose memory is encrypted: the host has to know which pages it
 * can read, and that the guest keeps telling it (KVM_HC_MAP_GPA_RANGE in
 * Documentation/virt/kvm/x86/hypercalls.rst, MSR_KVM_MIGRATION_CONTROL in msr.rst).
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/cc_platform.h>
#include <linux/efi.h>
#include <linux/init.h>
#include <linux/mem_encrypt.h>
#include <linux/printk.h>
#include <asm/e820/api.h>
#include <asm/msr.h>
#include <asm/sev.h>
#include "kvm.h"

/* Also used before the sites of hypercalls are patched; these CPUs have VMMCALL. */
static void tell_host(u64 start, u64 pages, u64 attributes)
{
	pvops_kvm_vmmcall_insn(KVM_HC_MAP_GPA_RANGE, start, pages,
			       attributes | KVM_MAP_GPA_RANGE_PAGE_SZ_4K, 0);
}

static void status_changed(unsigned long pfn, int npages, bool enc)
{
	tell_host((u64)pfn << PAGE_SHIFT, npages, KVM_MAP_GPA_RANGE_ENC_STAT(enc));
}

/* Has the guest said that it keeps the list? */
static bool said_ready;

static void say_ready(void)
{
	said_ready = true;
	wrmsrl(MSR_KVM_MIGRATION_CONTROL, KVM_MIGRATION_READY);
}

static void migration_enter(void)
{
	if (said_ready)
		say_ready();
}

static void migration_leave(enum pvops_leave why)
{
	wrmsrl(MSR_KVM_MIGRATION_CONTROL, 0);
}

/*
 * After a kexec the host's list is the previous kernel's: all memory is encrypted until
 * this one says otherwise.  What firmware shares is no RAM and stays in the list.
 */
static void __init start_list(void)
{
	struct e820_entry *entry, *end = e820_table->entries + e820_table->nr_entries;

	for (entry = e820_table->entries; entry < end; entry++)
		if (entry->type == E820_TYPE_RAM)
			tell_host(entry->addr, DIV_ROUND_UP(entry->size, PAGE_SIZE),
				  KVM_MAP_GPA_RANGE_ENCRYPTED);
	early_set_mem_enc_dec_hypercall((unsigned long)__start_bss_decrypted,
					__end_bss_decrypted - __start_bss_decrypted, false);
}

/* Page attributes change long before the table is bound. */
static void __init migration_early(void)
{
	pvops_table.mmu.notify_page_enc_status_changed = status_changed;
	start_list();
	if (!efi_enabled(EFI_BOOT))
		say_ready();
}

/* Firmware has to know about it as well: it says so in a variable (OVMF). */
static bool __init firmware_allows(void)
{
	efi_char16_t name[] = L"SevLiveMigrationEnabled";
	efi_guid_t vendor = AMD_SEV_MEM_ENCRYPT_GUID;
	unsigned long size = sizeof(bool);
	bool allowed = false;

	if (!efi_enabled(EFI_RUNTIME_SERVICES) ||
	    efi.get_variable(name, &vendor, NULL, &size, &allowed) != EFI_SUCCESS)
		return false;
	return allowed;
}

static int __init ask_firmware(void)
{
	if (!pvops_uses(&pvops_kvm_migration) || !efi_enabled(EFI_BOOT))
		return 0;
	if (firmware_allows())
		say_ready();
	else
		pr_info("live migration: the firmware does not allow it\n");
	return 0;
}
late_initcall(ask_firmware);

static const char *__init migration_why_not(void)
{
	if (!cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT))
		return "memory is not encrypted";
	return kvm_para_has_feature(KVM_FEATURE_MIGRATION_CONTROL) ?
	       NULL : pvops_kvm_not_offered;
}

const struct pvops_feature pvops_kvm_migration __refconst = {
	.name = "migration",
	.why_not = migration_why_not,
	.early = migration_early,
	.machine_enter = migration_enter,
	.machine_leave = migration_leave,
};
