// SPDX-License-Identifier: GPL-2.0-only
/* Every instruction that a guest must not have carried out as it stands, in both modes. */
#include "guest.h"

/* Instructions by their bytes; each ends with a return that is added. */
struct opcode {
	u8 length;
	u8 bytes[7];
	u8 kernel;		/* what it comes to: OK, or a vector */
	u8 user;
};

#define OK	0xff
#define ANY	0xfe		/* depends on the CPU; it must come back */
#define TRAP	0xfd		/* #GP or #UD, as the CPU's maker has it */
#define UD	6
#define GP	13
#define BP	3

/*
 * RDI and RSI point to the scratch page; RAX, RCX, RDX are 0. icebp is not among them:
 * QEMU 7.2 takes it for a request to stop the machine.
 */
static const struct opcode opcodes[] = {
	{ 1, { 0xfa }, OK, GP },				/* cli */
	{ 1, { 0xfb }, OK, GP },				/* sti */
	{ 2, { 0x0f, 0x06 }, OK, GP },				/* clts */
	{ 2, { 0x0f, 0x08 }, OK, GP },				/* invd */
	{ 2, { 0x0f, 0x09 }, OK, GP },				/* wbinvd */
	{ 2, { 0x0f, 0x30 }, GP, GP },				/* wrmsr: there is no MSR 0 */
	{ 2, { 0x0f, 0x32 }, GP, GP },				/* rdmsr */
	{ 4, { 0xb1, 0x8b, 0x0f, 0x30 }, OK, GP },		/* mov $0x8b,%cl; wrmsr: microcode */
	{ 4, { 0xb1, 0x8b, 0x0f, 0x32 }, OK, GP },		/* mov $0x8b,%cl; rdmsr */
	{ 7, { 0xb9, 0x82, 0, 0, 0xc0, 0x0f, 0x30 }, GP, GP },	/* the same of LSTAR */
	{ 7, { 0xb9, 0x82, 0, 0, 0xc0, 0x0f, 0x32 }, GP, GP },
	{ 3, { 0x0f, 0x20, 0xc0 }, OK, GP },			/* mov %cr0,%rax */
	{ 3, { 0x0f, 0x20, 0xd0 }, OK, GP },			/* mov %cr2,%rax */
	{ 3, { 0x0f, 0x20, 0xd8 }, OK, GP },			/* mov %cr3,%rax */
	{ 3, { 0x0f, 0x20, 0xe0 }, OK, GP },			/* mov %cr4,%rax */
	{ 4, { 0x44, 0x0f, 0x20, 0xc0 }, OK, GP },		/* mov %cr8,%rax */
	{ 4, { 0x44, 0x0f, 0x22, 0xc0 }, OK, GP },		/* mov %rax,%cr8 */
	{ 3, { 0x0f, 0x21, 0xf8 }, OK, GP },			/* mov %db7,%rax */
	{ 3, { 0x0f, 0x23, 0xf8 }, OK, GP },			/* mov %rax,%db7 */
	{ 3, { 0x0f, 0x01, 0x17 }, OK, GP },			/* lgdt (%rdi) */
	{ 3, { 0x0f, 0x01, 0x1f }, OK, GP },			/* lidt (%rdi) */
	{ 3, { 0x0f, 0x01, 0x3f }, OK, GP },			/* invlpg (%rdi) */
	{ 3, { 0x0f, 0x01, 0xf0 }, GP, GP },			/* lmsw %ax */
	{ 3, { 0x0f, 0x00, 0xd0 }, OK, GP },			/* lldt %ax */
	{ 3, { 0x0f, 0x00, 0xd8 }, OK, GP },			/* ltr %ax */
	{ 3, { 0x0f, 0x01, 0xf8 }, OK, GP },			/* swapgs */
	{ 3, { 0x0f, 0x01, 0xd1 }, ANY, ANY },			/* xsetbv */
	{ 1, { 0xec }, OK, GP },				/* in (%dx),%al */
	{ 1, { 0xee }, OK, GP },				/* out %al,(%dx) */
	{ 2, { 0xe4, 0x80 }, OK, GP },				/* in $0x80,%al */
	{ 2, { 0xe6, 0x80 }, OK, GP },				/* out %al,$0x80 */
	{ 2, { 0xf3, 0x6e }, GP, GP },				/* rep outsb, RCX 0 */
	{ 1, { 0x6c }, GP, GP },				/* insb */
	{ 2, { 0x0f, 0x35 }, TRAP, TRAP },			/* sysexit */
	{ 3, { 0x48, 0x0f, 0x07 }, GP, GP },			/* sysretq */
	{ 2, { 0x0f, 0x34 }, TRAP, TRAP },			/* sysenter */
	{ 2, { 0x0f, 0xaa }, ANY, ANY },			/* rsm */
	{ 3, { 0x0f, 0x01, 0xc1 }, UD, UD },			/* vmcall */
	{ 3, { 0x0f, 0x01, 0xd9 }, ANY, ANY },			/* vmmcall */
	{ 3, { 0x0f, 0x01, 0xd8 }, ANY, ANY },			/* vmrun */
	{ 3, { 0x0f, 0x01, 0xdc }, ANY, ANY },			/* stgi */
	{ 3, { 0x0f, 0x01, 0xdd }, ANY, ANY },			/* clgi */
	{ 3, { 0x0f, 0x01, 0xc8 }, ANY, ANY },			/* monitor */
	{ 3, { 0x0f, 0x01, 0xc9 }, ANY, ANY },			/* mwait */
	{ 3, { 0x0f, 0x01, 0xca }, ANY, ANY },			/* clac */
	{ 3, { 0x0f, 0x01, 0xcb }, ANY, ANY },			/* stac */
	{ 2, { 0x0f, 0x33 }, ANY, ANY },			/* rdpmc */
	{ 2, { 0x0f, 0x0b }, UD, UD },				/* ud2 */
	{ 1, { 0xcc }, BP, BP },				/* int3 */
	{ 2, { 0xcd, 0x03 }, BP, BP },				/* int $3 */
	{ 2, { 0xcd, 0x01 }, GP, GP },				/* int $1 */
	{ 2, { 0xcd, 0x02 }, GP, GP },				/* int $2 */
	{ 2, { 0xcd, 0x08 }, GP, GP },				/* int $8 */
	{ 2, { 0xcd, 0x0e }, GP, GP },				/* int $14 */
	{ 2, { 0xcd, 0x12 }, GP, GP },				/* int $18 */
	{ 2, { 0xcd, 0x20 }, GP, GP },				/* int $32 */
	{ 2, { 0xcd, 0xec }, GP, GP },				/* int $236 */
	{ 2, { 0xcd, 0xff }, GP, GP },				/* int $255 */
	{ 2, { 0xcd, 0x80 }, LG_EVENT_INT80, LG_EVENT_INT80 },	/* int $0x80 */
	{ 6, { 0x66, 0xb8, 0x10, 0x00, 0x8e, 0xd8 }, GP, GP },	/* mov $0x10,%ax; mov %ax,%ds */
	{ 6, { 0x66, 0xb8, 0x18, 0x00, 0x8e, 0xd0 }, GP, GP },	/* mov $0x18,%ax; mov %ax,%ss */
	{ 6, { 0x66, 0xb8, 0x40, 0x00, 0x8e, 0xe0 }, GP, GP },	/* mov $0x40,%ax; mov %ax,%fs */
	{ 6, { 0x66, 0xb8, 0x04, 0x00, 0x8e, 0xe8 }, GP, GP },	/* mov $4,%ax; mov %ax,%gs: LDT */
	{ 6, { 0x6a, 0x10, 0x57, 0x48, 0xcb, 0x90 }, GP, GP },	/* push $0x10; push %rdi; lretq */
};

static void put(const struct opcode *o)
{
	u8 *code = (u8 *)(GUEST_DIRECT + GPA_SCRATCH);
	unsigned int i;

	for (i = 0; i < o->length; i++)
		code[i] = o->bytes[i];
	code[i++] = 0xc3;
}

static u64 outcome(u64 result)
{
	return result - FAULT < LG_EVENTS ? result - FAULT : OK;
}

static void compare(u64 got, u8 want, u64 line)
{
	if (want == TRAP)
		want = got == UD ? UD : GP;
	if (want != ANY)
		check(got, want, line);
}

void test_opcodes(void)
{
	unsigned int i;

	for (i = 0; i < sizeof(opcodes) / sizeof(opcodes[0]); i++) {
		const struct opcode *o = &opcodes[i];
		u64 kernel, user;

		put(o);
		kernel = outcome(try_kernel(run_opcode, GUEST_SCRATCH));
		shared.irq_enabled = 0;
		user = outcome(run_user(run_opcode, GUEST_SCRATCH));
		compare(kernel, o->kernel, 10000 + i);
		compare(user, o->user, 20000 + i);
	}
}
