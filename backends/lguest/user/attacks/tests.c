// SPDX-License-Identifier: GPL-2.0-only
/* The tests of lgtest but for those of memory, as code of the guest. */
#include "guest.h"

#define DB	1
#define GP	13

static void test_hello(void)
{
	CHECK(hypercall(99, 0, 0, 0), -38);
	CHECK(shared.ram_size, RAM_SIZE);
	CHECK(shared.cr3, 0);
}

static u64 user_add(u64 argument)
{
	return end_user_with(argument + 1);
}

static void test_modes(void)
{
	CHECK(run_user(user_add, 41), 42);
	CHECK(shared.irq_enabled, 0);
	CHECK(run_user(user_add, 1), 2);
}

/* User code reads what only the kernel may, before and after the kernel has. */
u64 user_read(u64 address)
{
	return end_user_with(*(volatile u64 *)address);
}

u64 user_write(u64 address)
{
	*(volatile u64 *)address = 1;
	return end_user_with(0);
}

#define PF	14

static void test_user_kernel(void)
{
	u64 secret = GUEST_DIRECT + GPA_SCRATCH;

	CHECK(run_user(user_read, GUEST_SCRATCH), *(volatile u64 *)secret);
	CHECK(run_user(user_read, secret), FAULT + PF);
	CHECK(seen.error, 5);
	CHECK(seen.cr2, secret);
	CHECK(run_user(user_write, secret), FAULT + PF);
	CHECK(seen.error, 7);
	CHECK(run_user(user_read, GUEST_KERNEL), FAULT + PF);
	CHECK(run_user(user_write, (u64)AS_USER(user_write)), FAULT + PF);
	CHECK(seen.error, 7);
	/* A page of the user half without U: the kernel's only, also after it was used. */
	CHECK(run_user(user_read, GUEST_SCRATCH + 0xf000), FAULT + PF);
	CHECK(*(volatile u64 *)(GUEST_SCRATCH + 0xf000), 0);
	CHECK(run_user(user_read, GUEST_SCRATCH + 0xf000), FAULT + PF);
	CHECK(seen.error, 5);
	/* Not canonical, and the slot of the host's areas. */
	CHECK(run_user(user_read, 0x800000000000), FAULT + GP);
	CHECK(run_user(user_read, 0xffff800000000000), FAULT + PF);
	CHECK(run_user(user_read, 0xff00000000000000), FAULT + GP);
}

u64 kernel_read(u64 address)
{
	return *(volatile u64 *)address;
}

static void test_slot(void)
{
	u64 i;

	for (i = 0; i < 0x20000; i += 0x1000) {
		CHECK(try_kernel(kernel_read, 0xffff800000000000 + i), FAULT + PF);
		CHECK(try_kernel(kernel_read, 0xff00000000000000 + i), FAULT + GP);
	}
	CHECK(try_kernel(kernel_read, 0x0000800000000000), FAULT + GP);
	CHECK(try_kernel(kernel_read, 0x00ff888000001000), FAULT + GP);
}

/* The host's timer interrupts come all the time; registers must survive them. */
static void test_interrupts(void)
{
	u64 i, sum = 0, a = 0x123456789abcdef0, x, armed = ~0ULL;

	shared.irq_enabled = 0x200;
	for (i = 0; timer_ticks < 50 && i < 1000000; i++) {
		u64 n;

		if (armed != timer_ticks) {
			armed = timer_ticks;
			hypercall(LG_SET_TIMER, 1000000, 0, 0);
		}
		x = a;
		for (n = 0; n < 2000; n++)
			asm volatile("add %1, %0; sub %1, %0; xor %%r12, %%r12; xor %%r13, %%r13"
				     : "+r" (x) : "r" (n) : "r12", "r13");
		sum += x;
		if (shared.irq_pending)
			hypercall(LG_IRQ_CHECK, 0, 0, 0);
	}
	CHECK(sum, a * i);
	CHECK(timer_ticks, 50);
	timer_ticks = 0;
	hypercall(LG_SET_TIMER, 5000000, 0, 0);
	hypercall(LG_HALT, 0, 0, 0);
	CHECK(timer_ticks, 1);
	CHECK(shared.irq_enabled, 0x200);
	shared.irq_enabled = 0;
	hypercall(LG_SET_TIMER, 1000, 0, 0);
	while (!*(volatile u64 *)&shared.irq_pending)
		;
	CHECK(timer_ticks, 1);
	shared.irq_enabled = 0x200;
	hypercall(LG_IRQ_CHECK, 0, 0, 0);
	CHECK(timer_ticks, 2);
}

static u64 now(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return (u64)high << 32 | low;
}

/* Runs until the program says stop: what is around it changes meanwhile. */
static void test_busy(void)
{
	u64 i = 0, x = 0x5555, wrong = 0, vector = 0, mine = now();

	/* Of each guest another value: nobody may see that of somebody else. */
	shared.irq_enabled = 0x200;
	asm volatile("movq %0, %%xmm15" : : "r" (mine));
	while (!stop) {
		hypercall(LG_SET_TIMER, 300000, 0, 0);
		for (i = 0; i < 2000; i++)
			asm volatile("add %1, %0; sub %1, %0" : "+r" (x) : "r" (i));
		wrong += run_user(user_add, i) != i + 1;
		if (shared.irq_pending)
			hypercall(LG_IRQ_CHECK, 0, 0, 0);
	}
	asm volatile("movq %%xmm15, %0" : "=r" (vector));
	CHECK(x, 0x5555);
	CHECK(wrong, 0);
	CHECK(vector, mine);
}

#define TF	0x100
#define AC	0x40000

static void test_flags(void)
{
	user_rflags = 0x202 | TF;
	CHECK(run_user(user_add, 1), FAULT + DB);
	CHECK(seen.dr6 & 0x4000, 0x4000);
	CHECK(seen.rflags & (TF | 0x200), TF | 0x200);
	/* AC, NT and IOPL of a user must not follow into the kernel. */
	user_rflags = 0x202 | AC | 0x4000 | 0x3000;
	run_user(user_read, GUEST_SCRATCH + 1);		/* #AC, but not in QEMU 7.2 */
	CHECK(*(volatile u32 *)(GUEST_DIRECT + GPA_SCRATCH + 1), *(volatile u32 *)(GUEST_SCRATCH + 1));
	user_rflags = 0x202;
	CHECK(run_user(user_popf, 0x202 | TF), FAULT + DB);
	CHECK(run_user(user_popf, 0x7202), 0x4202);
}

static void test_edge(void)
{
	u8 *page = (u8 *)(GUEST_DIRECT + GPA_SCRATCH + 0xe000);

	/* SYSCALL whose return address is not canonical: threat table, "SYSRET". */
	page[0xffe] = 0x0f;
	page[0xfff] = 0x05;
	CHECK(run_user_at(GUEST_EDGE + 0xffe, 7), 7);
	/* Two NOPs there: the next address does not exist. */
	page[0xffe] = 0x90;
	page[0xfff] = 0x90;
	CHECK(run_user_at(GUEST_EDGE + 0xffe, 7), FAULT + GP);
	CHECK(seen.rip, 0x800000000000);
	CHECK(run_user_at(0x800000000000, 7), FAULT + GP);
	CHECK(run_user_at(0x00ff888000001000, 7), FAULT + GP);
}

static void test_bases(void)
{
	CHECK(hypercall(LG_SET_BASE, LG_BASE_GS, (u64)&verdict, 0), 0);
	shared.user_gs_base = GUEST_SCRATCH;
	CHECK(run_user(user_gs, 0), *(volatile u64 *)GUEST_SCRATCH);
	CHECK(shared.user_gs_base, GUEST_SCRATCH);
	CHECK(kernel_gs(), verdict.checks);
	/* Not canonical: it is made so. */
	CHECK(hypercall(LG_SET_BASE, LG_BASE_FS, 0x8000800000000000, 0), 0);
	CHECK(hypercall(LG_SET_BASE, LG_BASE_FS, 0, 0), 0);
	shared.user_gs_base = 0x1234800000000000;
	CHECK(run_user(user_add, 1), 2);
	CHECK(hypercall(LG_SET_BASE, 7, 0, 0), -22);
}

static void test_tls(void)
{
	/* A gate, code, DPL 0, not present, system: none may come into the GDT. */
	static const u64 bad[] = {
		0x0000ec0000100000, 0x00affa000000ffff, 0x00cf92000000ffff,
		0x00cf72000000ffff, 0x0000890000000067, 0x00cffa000000ffff,
	};
	unsigned int i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		u64 ok;

		hypercall(LG_LOAD_TLS, bad[i], bad[i], bad[i]);
		asm volatile("lar %1, %0; setz %b0; movzbl %b0, %k0" : "=&r" (ok) : "r" (0x63ULL));
		check(ok, 0, 30000 + i);
	}
	/* What else is in the GDT: three segments of user mode, and the CPU's number. */
	for (i = 0; i < 0x10000; i += 4) {
		u64 ok, want = i == 0x20 || i == 0x28 || i == 0x30 || i == 0x78;

		asm volatile("lar %1, %0; setz %b0; movzbl %b0, %k0"
			     : "=&r" (ok) : "r" ((u64)i | 3));
		if (ok != want)
			check(ok, want, 31000 + i);
	}
	hypercall(LG_LOAD_TLS, 0x00cff2000000ffff, 0, 0);
	asm volatile("mov %0, %%fs" : : "r" (0x63));
	CHECK(hypercall(LG_LOAD_GS, 0x63, 0, 0), 0);
	CHECK(hypercall(LG_LOAD_GS, 0x6b, 0, 0), -22);
	CHECK(hypercall(LG_LOAD_GS, 0x10, 0, 0), -22);
	/* Taken away while selectors name it. */
	hypercall(LG_LOAD_TLS, 0, 0, 0);
	CHECK(run_user(user_add, 1), 2);
}

static bool has_pku(void)
{
	u32 eax = 7, ebx, ecx = 0, edx;

	asm volatile("cpuid" : "+a" (eax), "=b" (ebx), "+c" (ecx), "=d" (edx));
	return ecx & 1 << 4;
}

/* A user that takes all rights of key 0 away, which is that of the kernel, too. */
static void test_pku(void)
{
	int i;

	for (i = 0; i < 100 && has_pku(); i++) {
		CHECK(run_user(user_pkru, 3), 7);
		CHECK(run_user(user_add, 1), 2);
	}
}

static void test_crash_busy(void)
{
	shared.event.busy = 1;
	asm volatile("ud2");
}

static void test_crash_stub(void)
{
	hypercall(LG_SET_EVENT, 6, 0, 0);
	asm volatile("ud2");
}

static void test_crash_stack(void)
{
	shared.sp0 = 0x800000000000;
	run_user(user_read, GUEST_KERNEL);
}

static void test_crash_cr3(void)
{
	hypercall(LG_SET_CR3, RAM_SIZE, 0, 0);
}

static void test_crash_version(void)
{
	hypercall(LG_INIT, GPA_SCRATCH, LG_ABI_VERSION + 1, 0);
}

const struct test tests[] = {
	{ "hello",		test_hello },
	{ "modes",		test_modes },
	{ "opcodes",		test_opcodes },
	{ "interrupts",		test_interrupts },
	{ "user_kernel",	test_user_kernel },
	{ "slot",		test_slot },
	{ "flags",		test_flags },
	{ "edge",		test_edge },
	{ "bases",		test_bases },
	{ "tls",		test_tls },
	{ "pku",		test_pku },
	{ "tables",		test_tables },
	{ "flush",		test_flush },
	{ "pool",		test_pool },
	{ "device",		test_device },
	{ "crash_busy",		test_crash_busy,	0, LG_CRASH_BUSY },
	{ "crash_stub",		test_crash_stub,	0, LG_CRASH_NO_STUB },
	{ "crash_stack",	test_crash_stack,	0, LG_CRASH_STACK },
	{ "crash_cr3",		test_crash_cr3,		0, LG_CRASH_CR3 },
	{ "crash_version",	test_crash_version,	0, LG_CRASH_VERSION },
	{ "busy",		test_busy,		AROUND_TIME },
	{ "migrate",		test_busy,		AROUND_MIGRATION },
	{ "ldt",		test_busy,		AROUND_LDT },
	{ "scribble",		test_busy,		AROUND_SCRIBBLING },
	{ "signals",		test_busy,		AROUND_SIGNALS },
};

const unsigned int tests_count = sizeof(tests) / sizeof(tests[0]);
