// SPDX-License-Identifier: GPL-2.0-only
/*
 * Model-specific registers: the segments' bases exist, a few others have a fixed value.
 * All else reads as 0 and is not written, and where the kernel is prepared for that, the
 * answer is that there is no such register.
 */
#include <linux/array_size.h>
#include <linux/errno.h>
#include <asm/fsgsbase.h>
#include <asm/msr.h>
#include <asm/msr-index.h>
#include "guest.h"

static const struct {
	u32 msr;
	u64 val;
} fixed[] = {
	{ MSR_EFER, EFER_SCE | EFER_LME | EFER_LMA | EFER_NX },
	/* No second table for user space is needed: the host has it. */
	{ MSR_IA32_ARCH_CAPABILITIES, ARCH_CAP_RDCL_NO | ARCH_CAP_SKIP_VMENTRY_L1DFLUSH },
};

/* The kernel sets them and nobody reads them: what they are for is the host's affair. */
static const u32 ignored[] = {
	MSR_STAR, MSR_LSTAR, MSR_CSTAR, MSR_SYSCALL_MASK, MSR_IA32_SYSENTER_CS,
	MSR_IA32_SYSENTER_ESP, MSR_IA32_SYSENTER_EIP, MSR_EFER, MSR_TSC_AUX,
};

/* A base is a register that instructions read and write, or the host has to. */
static notrace bool read_base(u32 msr, u64 *val)
{
	switch (msr) {
	case MSR_FS_BASE:
		*val = pvops_lguest_host_has(LG_HOST_FSGSBASE) ? rdfsbase() : __rdmsr(msr);
		return true;
	case MSR_GS_BASE:
		*val = pvops_lguest_host_has(LG_HOST_FSGSBASE) ? rdgsbase() : __rdmsr(msr);
		return true;
	case MSR_KERNEL_GS_BASE:
		*val = READ_ONCE(pvops_lguest_page.user_gs_base);
		return true;
	default:
		return false;
	}
}

static notrace bool write_base(u32 msr, u64 val)
{
	bool here = pvops_lguest_host_has(LG_HOST_FSGSBASE);

	switch (msr) {
	case MSR_FS_BASE:
		if (here)
			wrfsbase(val);
		else
			pvops_lguest_call(LG_SET_BASE, LG_BASE_FS, val, 0);
		return true;
	case MSR_GS_BASE:
		if (here)
			wrgsbase(val);
		else
			pvops_lguest_call(LG_SET_BASE, LG_BASE_GS, val, 0);
		return true;
	case MSR_KERNEL_GS_BASE:
		WRITE_ONCE(pvops_lguest_page.user_gs_base, val);
		return true;
	default:
		return false;
	}
}

notrace u64 pvops_lguest_read_msr_safe(u32 msr, int *err)
{
	unsigned int i;
	u64 val;

	*err = 0;
	if (read_base(msr, &val))
		return val;
	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		if (fixed[i].msr == msr)
			return fixed[i].val;
	*err = -EIO;
	return 0;
}

notrace int pvops_lguest_write_msr_safe(u32 msr, u32 low, u32 high)
{
	unsigned int i;

	if (write_base(msr, low | (u64)high << 32))
		return 0;
	for (i = 0; i < ARRAY_SIZE(ignored); i++)
		if (ignored[i] == msr)
			return 0;
	return -EIO;
}

notrace u64 pvops_lguest_read_msr(u32 msr)
{
	int err;

	return pvops_lguest_read_msr_safe(msr, &err);
}

notrace void pvops_lguest_write_msr(u32 msr, u32 low, u32 high)
{
	pvops_lguest_write_msr_safe(msr, low, high);
}
