// SPDX-License-Identifier: GPL-2.0-only
/* LG_IOC_RUN: in and out of the guest until something is for the launcher to do. */
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/smp.h>
#include <linux/wait.h>
#include <asm/nospec-branch.h>
#include <asm/smp.h>
#include <asm/trapnr.h>

#include "lg.h"

#define FIRST_INTERRUPT	32
#define REINJECT_SIZE	8

/**
 * lg_kick - make a vCPU come out if it is in its guest
 *
 * Context: any, after what it is to notice has been written.
 */
void lg_kick(struct lg_vcpu *vcpu)
{
	int cpu = get_cpu();

	/* Pairs with stay(). */
	if (smp_load_acquire(&vcpu->in_guest) && READ_ONCE(vcpu->cpu) != cpu)
		arch_smp_send_reschedule(READ_ONCE(vcpu->cpu));
	put_cpu();
}

/*
 * The interrupt that ended the guest's time is in service already: an INT with its
 * number is all that its handler wants.
 */
static void reinject(struct lg_vcpu *vcpu)
{
	unsigned int vector = vcpu->private->vector + LG_VECTOR_BIAS;
	void (*give)(void);

	if (vector < FIRST_INTERRUPT || vector >= 256 || vector == 0x80)
		return;
	give = (void *)(lg_reinject + (vector - FIRST_INTERRUPT) * REINJECT_SIZE);
	give();
}

static bool wanted_outside(struct lg_vcpu *vcpu)
{
	return need_resched() || signal_pending(current) ||
	       test_thread_flag(TIF_NOTIFY_RESUME) || lg_irq_is_news(vcpu);
}

/*
 * One stay in the guest. Return: 1; 0 if something else has to be done first; -EBUSY
 * if the launcher or perf has something that must not be there in a guest.
 */
static int stay(struct lg_vcpu *vcpu)
{
	int stayed = 0;

	local_irq_disable();
	WRITE_ONCE(vcpu->cpu, smp_processor_id());
	/* Pairs with lg_kick(): who sees in_guest sees the CPU. */
	smp_store_release(&vcpu->in_guest, true);
	/* Pairs with lg_irq_raise(): we see the bit, or it sees in_guest. */
	smp_mb();
	if (lg_launcher_blocks()) {
		stayed = -EBUSY;
	} else if (!wanted_outside(vcpu)) {
		lg_enter(vcpu);
		reinject(vcpu);
		stayed = 1;
	}
	WRITE_ONCE(vcpu->in_guest, false);
	local_irq_enable();
	return stayed;
}

/* LG_HALT: until an interrupt that is not masked, or a signal for the launcher. */
static int sleep(struct lg_vcpu *vcpu)
{
	int error = wait_event_interruptible(vcpu->wait, lg_irq_waits(vcpu));

	if (error)
		return -EINTR;
	vcpu->halted = false;
	return 0;
}

/* An address that no CPU takes is the guest's fault, before it is the switcher's. */
static enum lg_next check_rip(struct lg_vcpu *vcpu)
{
	if (likely(lg_is_canonical(vcpu->private->rip)))
		return LG_NEXT_ENTER;
	return lg_event(vcpu, X86_TRAP_GP, 0);
}

/* Return: 1 to go on, 0 if run->reason says why not, or an error. */
static int once(struct lg_vcpu *vcpu)
{
	int stayed;

	/* A thread that stays here is never preempted in user mode; RCU has to know. */
	cond_resched_tasks_rcu_qs();
	if (signal_pending(current) || test_thread_flag(TIF_NOTIFY_RESUME))
		return -EINTR;
	if (vcpu->halted)
		return sleep(vcpu) ?: 1;
	if (check_rip(vcpu) == LG_NEXT_LEAVE || lg_irq_deliver(vcpu) == LG_NEXT_LEAVE)
		return 0;
	stayed = stay(vcpu);
	if (stayed <= 0)
		return stayed ?: 1;
	return lg_handle_exit(vcpu) == LG_NEXT_ENTER;
}

static void show_registers(struct lg_vcpu *vcpu)
{
	const struct lg_private *p = vcpu->private;
	u64 other = lg_in_user(vcpu) ? p->kernel_gs_base :
		    vcpu->page ? READ_ONCE(vcpu->page->user_gs_base) : 0;

	vcpu->run->regs = (struct lg_regs) {
		.rax = p->rax, .rcx = p->rcx, .rdx = p->rdx, .rbx = p->rbx,
		.rsp = p->rsp, .rbp = p->rbp, .rsi = p->rsi, .rdi = p->rdi,
		.r8 = p->r8, .r9 = p->r9, .r10 = p->r10, .r11 = p->r11,
		.r12 = p->r12, .r13 = p->r13, .r14 = p->r14, .r15 = p->r15,
		.rip = p->rip, .rflags = p->rflags,
		.cs = lg_in_user(vcpu) ? p->cs : LG_KERNEL_CS,
		.ss = lg_in_user(vcpu) ? p->ss : LG_KERNEL_DS,
		.fs_base = p->fs_base,
		.gs_base = lg_in_user(vcpu) ? other : p->gs_base,
		.user_gs_base = lg_in_user(vcpu) ? p->gs_base : other,
		.cr2 = vcpu->cr2,
		.cr3 = lg_tag(vcpu)->cr3 | lg_pcid(vcpu),
	};
}

/* The launcher has finished an instruction. Any value may be in a general register. */
static void take_registers(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	const struct lg_regs *r = &vcpu->run->regs;

	if (!vcpu->regs_from_run)
		return;
	vcpu->regs_from_run = false;
	p->rax = r->rax, p->rcx = r->rcx, p->rdx = r->rdx, p->rbx = r->rbx;
	p->rsp = r->rsp, p->rbp = r->rbp, p->rsi = r->rsi, p->rdi = r->rdi;
	p->r8 = r->r8, p->r9 = r->r9, p->r10 = r->r10, p->r11 = r->r11;
	p->r12 = r->r12, p->r13 = r->r13, p->r14 = r->r14, p->r15 = r->r15;
	p->rip = r->rip;	/* check_rip() is next */
}

/**
 * lg_run - LG_IOC_RUN
 * @vcpu: not running; of a machine of this process
 *
 * Return: 0 if run->reason says what to do, -EINTR for a signal, -EIO after a crash.
 * -EBUSY if the process has an LDT, a shadow stack, AMX or other segments than a 64-bit
 * process has, or if perf samples with PEBS or BTS.
 */
int lg_run(struct lg_vcpu *vcpu)
{
	int again;

	if (vcpu->crashed)
		return -EIO;
	if (lg_launcher_unusual())
		return -EBUSY;
	vcpu->run->reason = LG_EXIT_NONE;
	take_registers(vcpu);
	lg_fpu_swap(vcpu->fpu_launcher, vcpu->fpu_guest);
	do {
		again = once(vcpu);
	} while (again > 0);
	lg_fpu_swap(vcpu->fpu_guest, vcpu->fpu_launcher);
	/* Threat table, "Spectre": the launcher has the guest's privilege level. */
	if (test_thread_flag(TIF_SPEC_IB))
		indirect_branch_prediction_barrier();
	show_registers(vcpu);
	lg_count_add(vcpu);
	return again;
}
