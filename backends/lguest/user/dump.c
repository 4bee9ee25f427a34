// SPDX-License-Identifier: GPL-2.0-only
/*
 * An ELF core of a guest: its memory as one segment at physical address 0, and its CPU in
 * two notes, as QEMU's dump-guest-memory has them (NT_PRSTATUS; "QEMU", whose layout is that
 * of QEMUCPUState in target/i386/arch_dump.c of QEMU 7.2).
 */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/procfs.h>
#include <unistd.h>

#include "../abi.h"
#include "machine.h"

#define CORE_NAME	"CORE\0\0\0"	/* padded to the alignment of notes */
#define QEMU_NAME	"QEMU\0\0\0"
#define NAME_BYTES	5
#define PAGE		4096

struct segment_register {
	uint32_t selector, limit, flags, pad;
	uint64_t base;
};

struct cpu_state {
	uint32_t version, size;
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rip, rflags;
	struct segment_register cs, ds, es, fs, gs, ss, ldt, tr, gdt, idt;
	uint64_t cr[5];
	uint64_t kernel_gs_base;
};

struct head {
	Elf64_Ehdr elf;
	Elf64_Phdr notes, memory;
	struct {
		Elf64_Nhdr head;
		char name[8];
		prstatus_t status;
	} __attribute__((packed, aligned(4))) core;
	struct {
		Elf64_Nhdr head;
		char name[8];
		struct cpu_state state;
	} __attribute__((packed, aligned(4))) qemu;
};

static void fill_headers(struct head *head, const struct ram *ram)
{
	memcpy(head->elf.e_ident, ELFMAG, SELFMAG);
	head->elf.e_ident[EI_CLASS] = ELFCLASS64;
	head->elf.e_ident[EI_DATA] = ELFDATA2LSB;
	head->elf.e_ident[EI_VERSION] = EV_CURRENT;
	head->elf.e_type = ET_CORE;
	head->elf.e_machine = EM_X86_64;
	head->elf.e_version = EV_CURRENT;
	head->elf.e_phoff = offsetof(struct head, notes);
	head->elf.e_ehsize = sizeof(head->elf);
	head->elf.e_phentsize = sizeof(head->notes);
	head->elf.e_phnum = 2;
	head->notes = (Elf64_Phdr) {
		.p_type = PT_NOTE,
		.p_offset = offsetof(struct head, core),
		.p_filesz = sizeof(*head) - offsetof(struct head, core),
	};
	head->memory = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_offset = PAGE,
		.p_filesz = ram->size, .p_memsz = ram->size,
	};
}

static void fill_core(struct head *head, const struct lg_regs *r)
{
	const elf_gregset_t regs = {
		r->r15, r->r14, r->r13, r->r12, r->rbp, r->rbx, r->r11, r->r10, r->r9, r->r8,
		r->rax, r->rcx, r->rdx, r->rsi, r->rdi, -1, r->rip, r->cs, r->rflags, r->rsp,
		r->ss, r->fs_base, r->gs_base, 0, 0, 0, 0,
	};
	prstatus_t status = { .pr_pid = 1 };

	memcpy(status.pr_reg, regs, sizeof(status.pr_reg));
	head->core.head = (Elf64_Nhdr){ NAME_BYTES, sizeof(status), NT_PRSTATUS };
	memcpy(head->core.name, CORE_NAME, sizeof(head->core.name));
	memcpy(&head->core.status, &status, sizeof(status));
}

/* The control registers are those that the guest's kernel believes to have. */
static void fill_qemu(struct head *head, const struct lg_regs *r)
{
	struct cpu_state state = {
		.version = 1, .size = sizeof(state),
		.rax = r->rax, .rbx = r->rbx, .rcx = r->rcx, .rdx = r->rdx,
		.rsi = r->rsi, .rdi = r->rdi, .rsp = r->rsp, .rbp = r->rbp,
		.r8 = r->r8, .r9 = r->r9, .r10 = r->r10, .r11 = r->r11,
		.r12 = r->r12, .r13 = r->r13, .r14 = r->r14, .r15 = r->r15,
		.rip = r->rip, .rflags = r->rflags,
		.cs = { .selector = r->cs }, .ss = { .selector = r->ss },
		.fs = { .base = r->fs_base }, .gs = { .base = r->gs_base },
		/* PE, WP and PG; PAE */
		.cr = { 0x80010001, 0, r->cr2, r->cr3, 0x20 },
		.kernel_gs_base = r->user_gs_base,
	};

	head->qemu.head = (Elf64_Nhdr){ NAME_BYTES, sizeof(state), 0 };
	memcpy(head->qemu.name, QEMU_NAME, sizeof(head->qemu.name));
	memcpy(&head->qemu.state, &state, sizeof(state));
}

static int write_all(int fd, const void *from, size_t size)
{
	while (size) {
		ssize_t done = write(fd, from, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -1;
		from = (const char *)from + done;
		size -= done;
	}
	return 0;
}

int dump_write(struct machine *machine, int fd)
{
	static union {
		struct head head;
		char page[PAGE];
	} first;

	_Static_assert(sizeof(struct head) <= PAGE, "memory begins behind the headers");
	memset(&first, 0, sizeof(first));
	fill_headers(&first.head, &machine->ram);
	fill_core(&first.head, &machine->run->regs);
	fill_qemu(&first.head, &machine->run->regs);
	if (write_all(fd, &first, sizeof(first)))
		return -1;
	return write_all(fd, machine->ram.base, machine->ram.size);
}
