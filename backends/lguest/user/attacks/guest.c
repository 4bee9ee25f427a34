// SPDX-License-Identifier: GPL-2.0-only
/* The guest's kernel: it registers its stubs, handles events, and runs one test. */
#include "guest.h"

struct verdict verdict;
volatile struct seen seen;
volatile u64 timer_ticks;
volatile u64 stop;

void check(u64 got, u64 want, u64 line)
{
	verdict.checks++;
	if (got == want)
		return;
	if (!verdict.failures++) {
		verdict.line = line;
		verdict.got = got;
		verdict.want = want;
	}
}

u64 run_user(void *function, u64 argument)
{
	return run_user_at((u64)AS_USER(function), argument);
}

/* An interrupt goes back; any exception ends what try_kernel() or run_user() began. */
void handle(struct frame *frame)
{
	if (frame->index == LG_EVENT_IRQ) {
		timer_ticks++;
		return;
	}
	seen.count++;
	seen.index = frame->index;
	seen.error = frame->error;
	seen.cr2 = shared.event.cr2;
	seen.dr6 = shared.event.dr6;
	seen.rip = frame->rip;
	seen.rflags = frame->rflags;
	seen.cs = frame->cs;
	frame->cs = LG_KERNEL_CS;
	frame->ss = LG_KERNEL_DS;
	frame->rflags = 2;
	frame->rip = (u64)back_in_kernel;
	frame->rax = FAULT + frame->index;
}

void guest_main(void (*test)(void))
{
	u64 gpa = GPA_IMAGE + ((u64)&shared - GUEST_KERNEL);
	unsigned int i;

	if (hypercall(LG_INIT, gpa, LG_ABI_VERSION, 0))
		hypercall(LG_SHUTDOWN, LG_SHUTDOWN_PANIC, 0, 0);
	for (i = 0; i < LG_EVENTS; i++)
		CHECK(hypercall(LG_SET_EVENT, i, (u64)stubs + 64 * i, 0), 0);
	shared.sp0 = GUEST_DIRECT + GPA_STACKS + 0x8000;
	shared.cr4 = 0x80;		/* PGE */
	test();
	verdict.done = 1;
	hypercall(LG_SHUTDOWN, LG_SHUTDOWN_OFF, 0, 0);
}
