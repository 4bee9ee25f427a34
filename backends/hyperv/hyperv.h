/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of this backend share.  "TLFS" in comments is Microsoft's Hypervisor
 * Top-Level Functional Specification; numbers and layouts are those of upstream's
 * asm/hyperv-tlfs.h.
 */
#ifndef PVOPS_BACKENDS_HYPERV_H
#define PVOPS_BACKENDS_HYPERV_H

#include <linux/types.h>
#include <linux/version.h>
#include <asm/mshyperv.h>
#include <asm/pvops/backend.h>

extern const struct pvops_feature pvops_hyperv_hypercall;
extern const struct pvops_feature pvops_hyperv_vp;
extern const struct pvops_feature pvops_hyperv_clock;
extern const struct pvops_feature pvops_hyperv_timer;
extern const struct pvops_feature pvops_hyperv_eoi;
extern const struct pvops_feature pvops_hyperv_ipi;
extern const struct pvops_feature pvops_hyperv_tlb;
extern const struct pvops_feature pvops_hyperv_spin;
extern const struct pvops_feature pvops_hyperv_crash;

/* Linux, of which version (TLFS, section "Reporting the Guest OS Identity"). */
#define HYPERV_GUEST_ID		hv_generate_guest_id(LINUX_VERSION_CODE)

/*
 * MSRs that hold a page: bit 0 makes it valid, bits 1 to 11 are the host's, to be
 * preserved (TLFS, sections "Establishing the Hypercall Interface", "Reference Time
 * Stamp Counter (TSC) Page MSR", "Virtual Processor Assist Page").
 */
#define HYPERV_PAGE_ENABLE	BIT_ULL(0)
#define HYPERV_PAGE_PRESERVE	GENMASK_ULL(11, 1)

/* In the first word of the assist page: "No EOI Required" (section "EOI Assist"). */
#define HYPERV_NO_EOI_BIT	0

/* A mask of processors in a hypercall that is not of the "Ex" kind. */
#define HYPERV_MASK_VPS		64

/* hypercall.c */
void pvops_hyperv_share_page(u32 msr, phys_addr_t page);
void pvops_hyperv_unshare_page(u32 msr);
bool pvops_hyperv_call(u64 control, u64 input1, u64 input2);

/* page.S */
u64 pvops_hyperv_call_page(u64 control, u64 input1, u64 input2);
extern u8 pvops_hyperv_hypercall_page[];

/* vp.c */
u64 pvops_hyperv_vp_bit(unsigned int cpu);
const char *pvops_hyperv_no_calls(void);

/* clock.c */
u64 pvops_hyperv_time(void);

#endif
