// SPDX-License-Identifier: GPL-2.0-only
/*
 * One stay in the guest, seen from the host: what has to be so before, and is put back
 * after it. All of the launcher's state is back when lg_enter() returns, so nobody
 * else, neither scheduler nor signals nor ptrace, has to know that guests exist.
 */
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/sched.h>
#include <asm/apic.h>
#include <asm/debugreg.h>
#include <asm/desc.h>
#include <asm/fpu/api.h>
#include <asm/fsgsbase.h>
#include <asm/hw_irq.h>
#include <asm/msr.h>
#include <asm/nospec-branch.h>
#include <asm/special_insns.h>
#include <asm/tlbflush.h>
#include <asm/trapnr.h>

#include "lg.h"

/* What the launcher had, read anew at each entry: the kernel may have changed it. */
struct host {
	u64 lstar, cstar;
	u64 sysenter_cs;
	u64 fs_base, gs_base;
	u32 pkru;
	u16 ds, es;
};

static bool pku(void)
{
	return boot_cpu_has(X86_FEATURE_OSPKE);
}

static void pkru_set(u32 value)
{
	asm volatile(".byte 0x0f, 0x01, 0xef" : : "a" (value), "c" (0), "d" (0));
}

static u32 pkru_get(void)
{
	u32 value, unused;

	asm volatile(".byte 0x0f, 0x01, 0xee" : "=a" (value), "=d" (unused) : "c" (0));
	return value;
}

static void descriptors(struct lg_state *state)
{
	struct desc_struct *rw = this_cpu_ptr(&gdt_page)->gdt;

	asm volatile("sidt %0" : "=m" (state->host_idt));
	asm volatile("sgdt %0" : "=m" (state->host_gdt_ro));
	state->host_gdt_rw.address = (unsigned long)rw;
	state->host_gdt_rw.size = GDT_SIZE - 1;
	state->tss_type = (u64)rw + LG_TSS_SELECTOR + 5;
}

static void before(struct lg_vcpu *vcpu, struct lg_state *state, struct host *host, int cpu)
{
	unsigned long cr4 = cr4_read_shadow();
	u64 text = (u64)lg_area_text(cpu);

	lg_area_show(vcpu, cpu);
	descriptors(state);
	state->host_cr3 = __read_cr3();
	state->noflush = 0;
	if (cr4 & X86_CR4_PCIDE) {
		state->host_cr3 |= CR3_NOFLUSH;
		state->noflush = CR3_NOFLUSH;
	}
	state->flags = cr4 & X86_CR4_FSGSBASE ? LG_FLAG_FSGSBASE : 0;
	if (pku())
		state->flags |= LG_FLAG_PKU;
	if (boot_cpu_has(X86_FEATURE_CLEAR_CPU_BUF))
		state->flags |= LG_FLAG_VERW;

	/* Threat table, "wrgsbase/wrmsr of a guest value". */
	vcpu->private->fs_base = lg_canonical(vcpu->private->fs_base);
	vcpu->private->gs_base = lg_canonical(vcpu->private->gs_base);

	host->fs_base = cr4 & X86_CR4_FSGSBASE ? rdfsbase() : __rdmsr(MSR_FS_BASE);
	host->gs_base = __rdmsr(MSR_KERNEL_GS_BASE);
	savesegment(ds, host->ds);
	savesegment(es, host->es);
	if (pku()) {
		host->pkru = pkru_get();
		pkru_set(0);	/* threat table, "user AC or PKRU" */
	}
	/* Threat table, "MOV SS": a guest cannot make a breakpoint of the host's hit. */
	if (hw_breakpoint_active())
		set_debugreg(0UL, 7);
	host->lstar = __rdmsr(MSR_LSTAR);
	host->cstar = __rdmsr(MSR_CSTAR);
	host->sysenter_cs = __rdmsr(MSR_IA32_SYSENTER_CS);
	/* Threat table, "sysenter to the host's entry address": it is #GP with 0. */
	native_write_msr(MSR_IA32_SYSENTER_CS, 0, 0);
	wrmsrl(MSR_LSTAR, text + (lg_text_syscall - lg_text));
	wrmsrl(MSR_CSTAR, text + (lg_text_syscall32 - lg_text));
}

/* Threat table, "LSTAR left behind for another task": before interrupts come on. */
static void after(struct lg_vcpu *vcpu, struct lg_state *state, struct host *host)
{
	/* Threat table, "Spectre": where IBRS is used it counts from this write on. */
	if (cpu_feature_enabled(X86_FEATURE_KERNEL_IBRS))
		wrmsrl(MSR_IA32_SPEC_CTRL, this_cpu_read(x86_spec_ctrl_current));
	wrmsrl(MSR_LSTAR, host->lstar);
	wrmsrl(MSR_CSTAR, host->cstar);
	wrmsrl(MSR_IA32_SYSENTER_CS, host->sysenter_cs);
	wrmsrl(MSR_KERNEL_GS_BASE, host->gs_base);
	if (state->flags & LG_FLAG_FSGSBASE)
		wrfsbase(host->fs_base);
	else
		wrmsrl(MSR_FS_BASE, host->fs_base);
	loadsegment(ds, host->ds);
	loadsegment(es, host->es);
	if (pku())
		pkru_set(host->pkru);
	if (vcpu->private->vector == X86_TRAP_DB - LG_VECTOR_BIAS) {
		get_debugreg(vcpu->dr6, 6);
		set_debugreg(DR6_RESERVED, 6);
	}
	if (hw_breakpoint_active())
		hw_breakpoint_restore();
}

/* Threat table, "NMI, #MC in every window": one that came at CPL 0 of the switcher. */
static void late_nmi(struct lg_vcpu *vcpu, struct lg_state *state)
{
	if (likely(!state->nmi))
		return;
	state->nmi = 0;
	vcpu->count[LG_COUNT_NMI_LATE]++;
	apic->send_IPI(smp_processor_id(), NMI_VECTOR);
}

static void check_dead(struct lg_state *state)
{
	if (likely(!state->dead))
		return;
	panic("lguest: fault %llu in the switcher, error %llx at %llx, rsp %llx, cr2 %llx",
	      state->dead - 1, state->dead_error, state->dead_rip, state->dead_rsp,
	      state->dead_cr2);
}

/**
 * lg_enter - let the guest run until something ends its time
 * @vcpu: its registers are in vcpu->private, checked
 *
 * Afterwards vcpu->private says what happened. An NMI or machine check has been
 * handled; an external interrupt has not.
 *
 * Context: the launcher's page table, interrupts off before and after it.
 */
void lg_enter(struct lg_vcpu *vcpu)
{
	int cpu = smp_processor_id();
	struct lg_state *state = lg_area_state(cpu);
	struct host host;

	if (test_thread_flag(TIF_NEED_FPU_LOAD))
		switch_fpu_return();
	before(vcpu, state, &host, cpu);
	lg_switch(lg_area_text(cpu));
	after(vcpu, state, &host);
	check_dead(state);
	late_nmi(vcpu, state);
}
