// SPDX-License-Identifier: GPL-2.0-only
/* Guests whose memory is encrypted: what the host writes to must be plain. */
#include <linux/cc_platform.h>
#include <linux/init.h>
#include <linux/mem_encrypt.h>
#include <linux/percpu.h>
#include <asm/coco.h>
#include "kvm.h"

static void __init make_plain(void *data, size_t size)
{
	early_set_memory_decrypted((unsigned long)data, size);
}

/* The pages of all possible CPUs at once: later it would take an allocation. */
static void __init make_pages_plain(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		make_plain(&per_cpu(pvops_kvm_steal_page, cpu),
			   sizeof(struct kvm_steal_time));
		make_plain(&per_cpu(pvops_kvm_async_pf_page, cpu),
			   sizeof(struct kvm_vcpu_pv_apf_data));
		make_plain(&per_cpu(pvops_kvm_eoi_word, cpu), sizeof(unsigned long));
	}
}

/* The boot CPU is called first, and no other CPU runs while boot-time text is there. */
static void __ref encryption_enter(void)
{
	static bool done;

	if (!done && cc_vendor == CC_VENDOR_AMD)
		make_pages_plain();
	done = true;
}

static const char *__init encryption_why_not(void)
{
	return cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT) ? NULL : "memory is not encrypted";
}

const struct pvops_feature pvops_kvm_encryption __refconst = {
	.name = "encryption",
	.why_not = encryption_why_not,
	.cpu_enter = encryption_enter,
};
