// SPDX-License-Identifier: GPL-2.0-only
/*
 * Privileged instructions that the guest's kernel still executes: few, and most of them
 * at boot. They fault with #GP, and are carried out here as far as they mean
 * anything in a guest.
 */
#include <linux/mm.h>
#include <linux/types.h>
#include <asm/msr-index.h>
#include <asm/processor.h>

#include "lg.h"

#define MOST_BYTES	15

struct insn {
	u8 bytes[MOST_BYTES];
	unsigned int n;		/* how many could be read */
	unsigned int at;	/* the next one */
	u8 rex;
	u8 modrm;
	bool word;		/* prefix 66 */
};

static int next(struct insn *insn)
{
	return insn->at < insn->n ? insn->bytes[insn->at++] : -1;
}

static int opcode(struct insn *insn)
{
	int byte = next(insn);

	for (; byte == 0x66 || byte == 0xf2 || byte == 0xf3 || byte == 0x2e || byte == 0x3e;
	     byte = next(insn))
		insn->word |= byte == 0x66;
	if ((byte & 0xf0) == 0x40) {
		insn->rex = byte;
		byte = next(insn);
	}
	return byte;
}

/* A register by its number in an instruction. */
static u64 *reg(struct lg_vcpu *vcpu, unsigned int number)
{
	struct lg_private *p = vcpu->private;
	u64 *const by_number[16] = {
		&p->rax, &p->rcx, &p->rdx, &p->rbx, &p->rsp, &p->rbp, &p->rsi, &p->rdi,
		&p->r8, &p->r9, &p->r10, &p->r11, &p->r12, &p->r13, &p->r14, &p->r15,
	};

	return by_number[number & 15];
}

/* Skips what follows a ModRM byte that names memory. */
static bool skip_operand(struct insn *insn)
{
	unsigned int mod = insn->modrm >> 6, rm = insn->modrm & 7;
	bool disp32 = mod == 2 || (mod == 0 && rm == 5);

	if (mod == 3)
		return true;
	if (rm == 4) {
		int sib = next(insn);

		if (sib < 0)
			return false;
		disp32 |= mod == 0 && (sib & 7) == 5;
	}
	insn->at += mod == 1 ? 1 : disp32 ? 4 : 0;
	return insn->at <= insn->n;
}

static bool modrm(struct insn *insn)
{
	int byte = next(insn);

	if (byte < 0)
		return false;
	insn->modrm = byte;
	return skip_operand(insn);
}

static u64 control_register(struct lg_vcpu *vcpu, unsigned int number)
{
	struct lg_page *page = vcpu->page;

	switch (number) {
	case 0:
		return page ? READ_ONCE(page->cr0) : 0;
	case 2:
		return vcpu->cr2;
	case 3:
		return lg_tag(vcpu)->cr3 | lg_pcid(vcpu);
	case 4:
		return page ? READ_ONCE(page->cr4) : 0;
	}
	return 0;
}

/* CR0 and CR4 are the guest's to keep; CR3 has a hypercall. */
static bool set_control_register(struct lg_vcpu *vcpu, unsigned int number, u64 value)
{
	if (number == 3)
		return lg_set_cr3(vcpu, value) == LG_NEXT_ENTER;
	if (!vcpu->page)
		return true;
	if (number == 0)
		WRITE_ONCE(vcpu->page->cr0, value);
	if (number == 4)
		WRITE_ONCE(vcpu->page->cr4, value);
	return true;
}

/* 0F 20..23: MOV from and to control and debug registers. Debug registers read as 0. */
static bool move(struct lg_vcpu *vcpu, struct insn *insn, int op)
{
	unsigned int which, general;
	int byte = next(insn);

	if (byte < 0)
		return false;
	which = ((byte >> 3) & 7) | (insn->rex & 4) << 1;
	general = (byte & 7) | (insn->rex & 1) << 3;
	switch (op) {
	case 0x20:
		*reg(vcpu, general) = control_register(vcpu, which);
		return true;
	case 0x21:
		*reg(vcpu, general) = 0;
		return true;
	case 0x22:
		return set_control_register(vcpu, which, *reg(vcpu, general));
	}
	return true;
}

/* 0F 00 /2, /3: lldt, ltr. 0F 01 /2, /3, /6, /7: lgdt, lidt, lmsw, invlpg, swapgs, xsetbv. */
static bool system(struct lg_vcpu *vcpu, struct insn *insn, int op)
{
	unsigned int which;

	if (!modrm(insn))
		return false;
	which = (insn->modrm >> 3) & 7;
	if (op == 0x00)
		return which == 2 || which == 3;
	if (insn->modrm == 0xd1 || insn->modrm == 0xf8)
		return true;
	if (insn->modrm >> 6 == 3)
		return false;
	if (which == 7)
		lg_flush(vcpu, LG_FLUSH_ALL);	/* invlpg; rare enough for more than asked */
	return which == 2 || which == 3 || which == 6 || which == 7;
}

/* With CPUID faulting: what the CPU says. The guest's kernel hides what it has to. */
static bool cpu_id(struct lg_private *p)
{
	u32 eax = p->rax, ebx = p->rbx, ecx = p->rcx, edx = p->rdx;

	native_cpuid(&eax, &ebx, &ecx, &edx);
	p->rax = eax;
	p->rbx = ebx;
	p->rcx = ecx;
	p->rdx = edx;
	return true;
}

/* A base that RDGSBASE would tell; those of microcode are 0; others do not exist. */
static bool read_msr(struct lg_vcpu *vcpu)
{
	struct lg_private *p = vcpu->private;
	u64 value = 0;

	switch ((u32)p->rcx) {
	case MSR_FS_BASE:
		value = p->fs_base;
		break;
	case MSR_GS_BASE:
		value = p->gs_base;
		break;
	case MSR_IA32_UCODE_REV:
	case MSR_IA32_PLATFORM_ID:
		break;
	default:
		return false;
	}
	p->rax = (u32)value;
	p->rdx = value >> 32;
	return true;
}

static bool write_msr(struct lg_vcpu *vcpu)
{
	return (u32)vcpu->private->rcx == MSR_IA32_UCODE_REV;
}

static bool two_bytes(struct lg_vcpu *vcpu, struct insn *insn)
{
	int op = next(insn);

	switch (op) {
	case 0x00:
	case 0x01:
		return system(vcpu, insn, op);
	case 0x06:		/* clts */
	case 0x08:		/* invd */
	case 0x09:		/* wbinvd */
		return true;
	case 0x30:		/* wrmsr */
		return write_msr(vcpu);
	case 0x20 ... 0x23:
		return move(vcpu, insn, op);
	case 0x32:		/* rdmsr */
		return read_msr(vcpu);
	case 0xa2:
		return cpu_id(vcpu->private);
	}
	return false;
}

/* IN: nothing is there. */
static bool in(struct lg_vcpu *vcpu, struct insn *insn, bool byte)
{
	u64 *rax = &vcpu->private->rax;

	if (byte)
		*rax |= 0xff;
	else if (insn->word)
		*rax |= 0xffff;
	else
		*rax = 0xffffffff;
	return true;
}

static bool carry_out(struct lg_vcpu *vcpu, struct insn *insn)
{
	int op = opcode(insn);

	switch (op) {
	case 0x0f:
		return two_bytes(vcpu, insn);
	case 0xe4:
	case 0xe5:
		return next(insn) >= 0 && in(vcpu, insn, op == 0xe4);
	case 0xec:
	case 0xed:
		return in(vcpu, insn, op == 0xec);
	case 0xe6:
	case 0xe7:
		return next(insn) >= 0;
	case 0xee:
	case 0xef:
		return true;
	case 0xf4:		/* hlt: with interrupts as they are */
		vcpu->halted = true;
		return true;
	case 0xfa:		/* cli */
	case 0xfb:		/* sti */
		if (vcpu->page)
			WRITE_ONCE(vcpu->page->irq_enabled, op == 0xfb ? X86_EFLAGS_IF : 0);
		return true;
	}
	return false;
}

/**
 * lg_emulate - carry out the instruction that has just raised #GP in kernel mode
 *
 * Return: whether it was one of those known here; RIP is behind it then.
 */
bool lg_emulate(struct lg_vcpu *vcpu)
{
	struct insn insn = {};

	insn.n = lg_read_guest(vcpu, vcpu->private->rip, insn.bytes, sizeof(insn.bytes));
	if (!carry_out(vcpu, &insn))
		return false;
	vcpu->private->rip += insn.at;
	vcpu->count[LG_COUNT_EMULATED]++;
	return true;
}
