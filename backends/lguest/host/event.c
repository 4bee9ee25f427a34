// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the guest changes between its two modes: events (exceptions, interrupts, system
 * calls) lead to kernel mode, LG_IRET to either. The shared page is written and read here.
 *
 * The guest may change the page at any time: what is read from it is read once, and
 * forced into shape (threat table, "return frame and page changed while read").
 */
#include <linux/bitops.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/trapnr.h>

#include "lg.h"

#define FLAGS_FIXED	X86_EFLAGS_FIXED
#define FLAGS_ANY	(X86_EFLAGS_CF | X86_EFLAGS_PF | X86_EFLAGS_AF | X86_EFLAGS_ZF | \
			 X86_EFLAGS_SF | X86_EFLAGS_DF | X86_EFLAGS_OF | X86_EFLAGS_ID)
#define FLAGS_USER	(FLAGS_ANY | X86_EFLAGS_TF | X86_EFLAGS_AC | X86_EFLAGS_RF)

/**
 * lg_crash - the guest has done what nobody can go on from
 * @why: enum lg_crash
 * @vector: the event that was due, or 0
 * @error: its error code, or the value that is wrong
 */
enum lg_next lg_crash(struct lg_vcpu *vcpu, enum lg_crash why, unsigned int vector, u64 error)
{
	struct lg_run *run = vcpu->run;

	vcpu->crashed = true;
	run->reason = LG_EXIT_CRASH;
	run->crash.why = why;
	run->crash.vector = vector;
	run->crash.error = error;
	run->crash.rip = vcpu->private->rip;
	run->crash.cr2 = vcpu->cr2;
	return LG_NEXT_LEAVE;
}

static u64 virtual_if(struct lg_vcpu *vcpu)
{
	if (lg_in_user(vcpu))
		return X86_EFLAGS_IF;
	return vcpu->page ? READ_ONCE(vcpu->page->irq_enabled) & X86_EFLAGS_IF : 0;
}

/* Fixed flags: AC or TF of user mode must not follow into its kernel, which is CPL 3, too. */
static void to_kernel_mode(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;

	if (lg_in_user(vcpu)) {
		WRITE_ONCE(vcpu->page->user_gs_base, p->gs_base);
		p->gs_base = p->kernel_gs_base;
		p->current_root &= ~LG_ROOT_USER;
	}
	p->cs = LG_USER_CS;
	p->ss = LG_USER_DS;
	p->rflags = FLAGS_FIXED | X86_EFLAGS_IF;
	WRITE_ONCE(vcpu->page->irq_enabled, 0);
}

static void to_user_mode(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;

	p->kernel_gs_base = p->gs_base;
	p->gs_base = lg_canonical(READ_ONCE(vcpu->page->user_gs_base));
	p->current_root |= LG_ROOT_USER;
	/* Threat table, "guest user reads guest kernel". */
	if (lg_tag(vcpu)->supervisor_low)
		lg_shadow_zap_low(vcpu, lg_tag(vcpu));
	WRITE_ONCE(vcpu->page->irq_enabled, X86_EFLAGS_IF);
}

static void fill_event(struct lg_vcpu *vcpu, unsigned int vector, u64 error)
{
	struct lg_event *event = &vcpu->page->event;
	struct lg_private *p = vcpu->private;
	bool user = lg_in_user(vcpu);

	event->vector = vector;
	event->error = error;
	event->cr2 = vcpu->cr2;
	event->dr6 = vcpu->dr6;
	event->rip = p->rip;
	event->cs = user ? p->cs : LG_KERNEL_CS;
	event->rflags = (p->rflags & ~X86_EFLAGS_IF) | virtual_if(vcpu);
	event->rsp = p->rsp;
	event->ss = user ? p->ss : LG_KERNEL_DS;
	WRITE_ONCE(event->busy, 1);
}

/* The stub is one of LG_EVENT_*, the vector what the event is to say. */
static enum lg_next deliver(struct lg_vcpu *vcpu, unsigned int stub, unsigned int vector, u64 error)
{
	struct lg_private *p = vcpu->private;
	u64 rip = vcpu->stub[array_index_nospec(stub, LG_EVENTS)];
	u64 rsp = p->rsp;

	vcpu->count[LG_COUNT_EVENT]++;
	if (!vcpu->page)
		return lg_crash(vcpu, LG_CRASH_NO_PAGE, vector, error);
	if (!rip)
		return lg_crash(vcpu, LG_CRASH_NO_STUB, vector, error);
	if (READ_ONCE(vcpu->page->event.busy))
		return lg_crash(vcpu, LG_CRASH_BUSY, vector, error);
	if (lg_in_user(vcpu))
		rsp = READ_ONCE(vcpu->page->sp0);
	if (!lg_is_canonical(rsp))
		return lg_crash(vcpu, LG_CRASH_STACK, vector, rsp);
	fill_event(vcpu, vector, error);
	p->rsp = rsp & ~15ULL;
	p->rip = rip;
	to_kernel_mode(vcpu);
	return LG_NEXT_ENTER;
}

/**
 * lg_event - let an exception happen in the guest
 * @vector: 0 to 31, or LG_EVENT_INT80
 * @error: its error code, or 0
 */
enum lg_next lg_event(struct lg_vcpu *vcpu, unsigned int vector, u64 error)
{
	return deliver(vcpu, vector, vector == LG_EVENT_INT80 ? 0x80 : vector, error);
}

/** lg_irq_waits - is there an interrupt that is not masked */
bool lg_irq_waits(struct lg_vcpu *vcpu)
{
	return vcpu->page && (READ_ONCE(vcpu->pending) & ~READ_ONCE(vcpu->page->irq_mask));
}

/** lg_irq_is_news - does one wait that lg_irq_deliver() has not seen */
bool lg_irq_is_news(struct lg_vcpu *vcpu)
{
	return lg_irq_waits(vcpu) && !READ_ONCE(vcpu->page->irq_pending);
}

/**
 * lg_irq_deliver - give the guest an interrupt if there is one and it wants it
 *
 * If it is disabled, the page says that one waits, and LG_IRQ_CHECK comes here.
 */
enum lg_next lg_irq_deliver(struct lg_vcpu *vcpu)
{
	unsigned long waiting;
	unsigned int irq;

	if (!vcpu->page)
		return LG_NEXT_ENTER;
	waiting = READ_ONCE(vcpu->pending) & ~READ_ONCE(vcpu->page->irq_mask);
	if (!waiting) {
		WRITE_ONCE(vcpu->page->irq_pending, 0);
		return LG_NEXT_ENTER;
	}
	if (!virtual_if(vcpu) || READ_ONCE(vcpu->page->event.busy)) {
		WRITE_ONCE(vcpu->page->irq_pending, 1);
		return LG_NEXT_ENTER;
	}
	irq = __ffs(waiting);
	clear_bit(irq, (unsigned long *)&vcpu->pending);
	WRITE_ONCE(vcpu->page->irq_pending, !!(waiting & ~BIT(irq)));
	vcpu->count[LG_COUNT_IRQ]++;
	return deliver(vcpu, LG_EVENT_IRQ, LG_IRQ_VECTOR + irq, 0);
}

/**
 * lg_user_syscall - SYSCALL in user mode
 */
enum lg_next lg_user_syscall(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;

	vcpu->count[LG_COUNT_SYSCALL]++;
	if (!vcpu->stub[LG_EVENT_SYSCALL])
		return lg_crash(vcpu, LG_CRASH_NO_STUB, LG_EVENT_SYSCALL, 0);
	WRITE_ONCE(vcpu->page->event.rsp, p->rsp);
	p->rsp = READ_ONCE(vcpu->page->sp0) & ~15ULL;
	p->rip = vcpu->stub[LG_EVENT_SYSCALL];
	to_kernel_mode(vcpu);
	return LG_NEXT_ENTER;
}

static bool user_frame(const struct lg_return *ret)
{
	return (ret->cs == LG_USER_CS || ret->cs == LG_USER32_CS) && ret->ss == LG_USER_DS &&
	       lg_is_canonical(ret->rip);
}

/**
 * lg_iret - LG_IRET: leave for what the page's return block says
 *
 * A frame that cannot be is #GP where it leads, as Linux makes it one.
 */
enum lg_next lg_iret(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	struct lg_return ret;

	vcpu->count[LG_COUNT_IRET]++;
	if (!vcpu->page)
		return lg_crash(vcpu, LG_CRASH_NO_PAGE, 0, 0);
	/* One read: the copy is checked and used, whatever becomes of the page. */
	memcpy(&ret, (void *)&vcpu->page->ret, sizeof(ret));
	barrier_data(&ret);
	p->rax = ret.rax;
	p->rcx = ret.rcx;
	p->r11 = ret.r11;
	p->rsp = ret.rsp;
	p->rip = ret.rip;
	if (!(ret.cs & SEGMENT_RPL_MASK)) {
		p->rflags = (ret.rflags & FLAGS_ANY) | FLAGS_FIXED | X86_EFLAGS_IF;
		WRITE_ONCE(vcpu->page->irq_enabled, ret.rflags & X86_EFLAGS_IF);
		return lg_is_canonical(ret.rip) ? LG_NEXT_ENTER :
		       lg_event(vcpu, X86_TRAP_GP, 0);
	}
	to_user_mode(vcpu);
	p->rflags = (ret.rflags & FLAGS_USER) | FLAGS_FIXED | X86_EFLAGS_IF;
	p->cs = ret.cs == LG_USER32_CS ? LG_USER32_CS : LG_USER_CS;
	p->ss = LG_USER_DS;
	return user_frame(&ret) ? LG_NEXT_ENTER : lg_event(vcpu, X86_TRAP_GP, 0);
}
