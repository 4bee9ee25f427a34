// SPDX-License-Identifier: GPL-2.0-only
/* What the guest's kernel asks for: the numbers of abi.h. */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/nospec.h>
#include <asm/processor.h>
#include <asm/tlbflush.h>
#include <asm/tsc.h>

#include "lg.h"

static u64 features(void)
{
	u64 f = 0;

	if (cr4_read_shadow() & X86_CR4_FSGSBASE)
		f |= LG_HOST_FSGSBASE;
	if (boot_cpu_has(X86_FEATURE_CONSTANT_TSC) && !check_tsc_unstable())
		f |= LG_HOST_TSC;
	return f;
}

static enum lg_next begin(struct lg_vcpu *vcpu, u64 gpa, u64 version)
{
	struct lg_private *p = vcpu->private;
	struct lg_page *page = lg_ram_page(vcpu->vm, gpa);

	if (version != LG_ABI_VERSION)
		return lg_crash(vcpu, LG_CRASH_VERSION, 0, version);
	p->rax = -EINVAL;
	if (!page || !PAGE_ALIGNED(gpa))
		return LG_NEXT_ENTER;
	p->rax = 0;
	page->host_features = features();
	page->tsc_khz = tsc_khz;
	page->wall_clock = vcpu->vm->wall_clock;
	page->ram_size = (u64)vcpu->vm->npages << PAGE_SHIFT;
	vcpu->page = page;
	lg_fast_update(vcpu);
	vcpu->shown_on = -1;		/* lg_area_show() has not seen the page */
	return LG_NEXT_ENTER;
}

static enum lg_next leave(struct lg_vcpu *vcpu, enum lg_exit reason, u64 a, u64 b)
{
	vcpu->run->reason = reason;
	vcpu->run->arg[0] = a;
	vcpu->run->arg[1] = b;
	return LG_NEXT_LEAVE;
}

static enum lg_next notify(struct lg_vcpu *vcpu, u64 gpa, u64 length)
{
	u64 ram = (u64)vcpu->vm->npages << PAGE_SHIFT;

	vcpu->private->rax = -EINVAL;
	if (length > PAGE_SIZE || gpa > ram || length > ram - gpa)
		return LG_NEXT_ENTER;
	vcpu->private->rax = 0;
	vcpu->regs_from_run = true;
	return leave(vcpu, LG_EXIT_NOTIFY, gpa, length);
}

static enum lg_next set_event(struct lg_vcpu *vcpu, u64 which, u64 rip)
{
	vcpu->private->rax = -EINVAL;
	if (which >= LG_EVENTS || !lg_is_canonical(rip))
		return LG_NEXT_ENTER;
	vcpu->stub[array_index_nospec(which, LG_EVENTS)] = rip;
	lg_fast_update(vcpu);
	vcpu->private->rax = 0;
	return LG_NEXT_ENTER;
}

static enum lg_next set_base(struct lg_vcpu *vcpu, u64 which, u64 base)
{
	struct lg_private *p = vcpu->private;

	p->rax = 0;
	if (which == LG_BASE_FS)
		p->fs_base = lg_canonical(base);
	else if (which == LG_BASE_GS)
		p->gs_base = lg_canonical(base);
	else
		p->rax = -EINVAL;
	return LG_NEXT_ENTER;
}

static enum lg_next sleep(struct lg_vcpu *vcpu)
{
	vcpu->private->rax = 0;
	if (vcpu->page)
		WRITE_ONCE(vcpu->page->irq_enabled, X86_EFLAGS_IF);
	vcpu->halted = true;
	return LG_NEXT_ENTER;
}

/**
 * lg_hypercall - SYSCALL in kernel mode
 */
enum lg_next lg_hypercall(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	u64 nr = p->rax, a = p->rdi, b = p->rsi, c = p->rdx;

	vcpu->count[LG_COUNT_HYPERCALL]++;
	if (nr == LG_IRET)
		return lg_iret(vcpu);
	/* SYSCALL has cleared flags; what it left in R11 are the guest's. */
	p->rflags = (p->r11 & ~X86_EFLAGS_TF) | X86_EFLAGS_IF;
	p->rax = 0;
	switch (nr) {
	case LG_INIT:
		return begin(vcpu, a, b);
	case LG_SHUTDOWN:
		return leave(vcpu, LG_EXIT_SHUTDOWN, a, b);
	case LG_NOTIFY:
		return notify(vcpu, a, b);
	case LG_SET_CR3:
		return lg_set_cr3(vcpu, a);
	case LG_FLUSH:
		lg_flush(vcpu, a);
		return LG_NEXT_ENTER;
	case LG_SET_EVENT:
		return set_event(vcpu, a, b);
	case LG_SET_TIMER:
		lg_timer_set(vcpu, a);
		return LG_NEXT_ENTER;
	case LG_HALT:
		return sleep(vcpu);
	case LG_LOAD_TLS:
		lg_load_tls(vcpu, (u64[]){ a, b, c });
		return LG_NEXT_ENTER;
	case LG_SET_BASE:
		return set_base(vcpu, a, b);
	case LG_LOAD_GS:
		p->rax = lg_load_gs(vcpu, a) ? 0 : -EINVAL;
		return LG_NEXT_ENTER;
	case LG_IRQ_CHECK:
		return LG_NEXT_ENTER;	/* lg_irq_deliver() is next anyway */
	case LG_GET_TIME:
		p->rax = ktime_to_ns(ktime_sub(ktime_get(), vcpu->vm->created));
		return LG_NEXT_ENTER;
	}
	p->rax = -ENOSYS;
	return LG_NEXT_ENTER;
}
