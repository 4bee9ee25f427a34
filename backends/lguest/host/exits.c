// SPDX-License-Identifier: GPL-2.0-only
/* Why the guest came out, and who deals with it. Interrupts are on here. */
#include <linux/mm.h>
#include <asm/cpu.h>
#include <asm/debugreg.h>
#include <asm/msr.h>
#include <asm/processor.h>
#include <asm/trapnr.h>

#include "lg.h"

#define INT80		0x80

static unsigned int vector_of(struct lg_vcpu *vcpu)
{
	return vcpu->private->vector + LG_VECTOR_BIAS;
}

static enum lg_next system_call(struct lg_vcpu *vcpu)
{
	return lg_in_user(vcpu) ? lg_user_syscall(vcpu) : lg_hypercall(vcpu);
}

/* There is no such instruction here, so it has not been executed. */
static enum lg_next system_call_32(struct lg_vcpu *vcpu)
{
	vcpu->private->rip -= 2;
	vcpu->private->rflags = vcpu->private->r11 | X86_EFLAGS_IF;
	return lg_event(vcpu, X86_TRAP_UD, 0);
}

static enum lg_next general_protection(struct lg_vcpu *vcpu)
{
	u64 error = vcpu->private->error;

	if (!lg_in_user(vcpu) && !error && lg_emulate(vcpu))
		return LG_NEXT_ENTER;
	return lg_event(vcpu, X86_TRAP_GP, error);
}

/* Threat table, "XFD (#NM)": TS is never set, so a state is switched off that we hide. */
static enum lg_next no_device(struct lg_vcpu *vcpu)
{
	if (boot_cpu_has(X86_FEATURE_XFD))
		wrmsrl(MSR_IA32_XFD_ERR, 0);
	return lg_event(vcpu, X86_TRAP_UD, 0);
}

/* Threat table, "split lock": #AC without AC in RFLAGS is the host's setting. */
static enum lg_next alignment(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;

	if (!(p->rflags & X86_EFLAGS_AC) && handle_guest_split_lock(p->rip))
		return LG_NEXT_ENTER;
	return lg_event(vcpu, X86_TRAP_AC, p->error);
}

static enum lg_next debug(struct lg_vcpu *vcpu)
{
	/* No breakpoint of the guest's is armed: what is left is a single step. */
	vcpu->dr6 &= DR_STEP;
	return lg_event(vcpu, X86_TRAP_DB, 0);
}

static enum lg_next exception(struct lg_vcpu *vcpu, unsigned int vector)
{
	switch (vector) {
	case X86_TRAP_DB:
		return debug(vcpu);
	case X86_TRAP_NMI:
		vcpu->count[LG_COUNT_NMI]++;
		return LG_NEXT_ENTER;
	case X86_TRAP_NM:
		return no_device(vcpu);
	case X86_TRAP_GP:
		return general_protection(vcpu);
	case X86_TRAP_PF:
		return lg_page_fault(vcpu, vcpu->private->cr2, vcpu->private->error);
	case X86_TRAP_AC:
		return alignment(vcpu);
	case X86_TRAP_MC:
		return LG_NEXT_ENTER;	/* its handler has run */
	}
	return lg_event(vcpu, vector, vcpu->private->error);
}

/**
 * lg_handle_exit - do what the last exit wants
 *
 * Context: after lg_enter(); an external interrupt has been given to the host. May
 * be preempted, does not sleep.
 */
enum lg_next lg_handle_exit(struct lg_vcpu *vcpu)
{
	unsigned int vector = vector_of(vcpu);

	vcpu->count[LG_COUNT_EXIT]++;
	switch (vector) {
	case 0 ... 31:
		return exception(vcpu, vector);
	case INT80:
		return lg_event(vcpu, LG_EVENT_INT80, 0);
	case LG_VECTOR_SYSCALL:
		return system_call(vcpu);
	case LG_VECTOR_SYSCALL32:
		return system_call_32(vcpu);
	}
	vcpu->count[LG_COUNT_INTERRUPT]++;
	return LG_NEXT_ENTER;
}
