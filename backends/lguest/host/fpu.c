// SPDX-License-Identifier: GPL-2.0-only
/*
 * The guest's floating point registers. During LG_IOC_RUN they are the thread's own
 * live state, which the scheduler saves and loads like any other; the launcher's
 * wait in a buffer. Threat table, "x87/AVX state".
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/fpu/api.h>
#include <asm/fpu/types.h>
#include <asm/fpu/xcr.h>
#include <asm/processor.h>

#include "lg.h"

/* PKRU has a switch of its own in lg_enter(); AMX stays off (XFD). */
#define NOT_OURS	(XFEATURE_MASK_PKRU | XFEATURE_MASK_XTILE)
#define FCW		0x37f
#define MXCSR		0x1f80

static u64 mask(void)
{
	return xgetbv(XCR_XFEATURE_ENABLED_MASK) & ~(u64)NOT_OURS;
}

static bool xsave(void)
{
	return boot_cpu_has(X86_FEATURE_XSAVE) && boot_cpu_has(X86_FEATURE_OSXSAVE);
}

static size_t size(void)
{
	return xsave() ? cpuid_ebx(0xd) : sizeof(struct fxregs_state);
}

static void save(void *to)
{
	u64 which;

	if (!xsave()) {
		asm volatile("fxsaveq (%0)" : : "r" (to) : "memory");
		return;
	}
	which = mask();
	asm volatile("xsave64 (%0)"
		     : : "r" (to), "a" ((u32)which), "d" ((u32)(which >> 32)) : "memory");
}

static void load(void *from)
{
	u64 which;

	/* AMD leaves the pointers of the last x87 instruction alone: set them. */
	if (boot_cpu_has_bug(X86_BUG_FXSAVE_LEAK))
		asm volatile("fnclex\n\temms\n\tfildl %0" : : "m" (*(u32 *)from));
	if (!xsave()) {
		asm volatile("fxrstorq (%0)" : : "r" (from) : "memory");
		return;
	}
	which = mask();
	asm volatile("xrstor64 (%0)"
		     : : "r" (from), "a" ((u32)which), "d" ((u32)(which >> 32)) : "memory");
}

/**
 * lg_fpu_swap - keep what the registers hold, and load something else
 * @to: a buffer of lg_fpu_alloc()
 * @from: another
 *
 * Context: the launcher's thread; may be preempted before and after.
 */
void lg_fpu_swap(void *to, void *from)
{
	fpregs_lock();
	if (test_thread_flag(TIF_NEED_FPU_LOAD))
		switch_fpu_return();
	save(to);
	load(from);
	fpregs_unlock();
}

/* Zeroes are the initial state, but for these two; the launcher's buffer is written first. */
static void *new_buffer(void)
{
	struct fxregs_state *buffer;

	buffer = alloc_pages_exact(size(), GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (buffer) {
		buffer->cwd = FCW;
		buffer->mxcsr = MXCSR;
	}
	return buffer;
}

static void free_buffer(void *buffer)
{
	if (buffer)
		free_pages_exact(buffer, size());
}

/** lg_fpu_alloc - the two buffers of a vCPU; the guest's holds the initial state */
int lg_fpu_alloc(struct lg_vcpu *vcpu)
{
	vcpu->fpu_guest = new_buffer();
	vcpu->fpu_launcher = new_buffer();
	return vcpu->fpu_guest && vcpu->fpu_launcher ? 0 : -ENOMEM;
}

/** lg_fpu_free - the opposite of lg_fpu_alloc(), also of half of it */
void lg_fpu_free(struct lg_vcpu *vcpu)
{
	free_buffer(vcpu->fpu_guest);
	free_buffer(vcpu->fpu_launcher);
}
