// SPDX-License-Identifier: GPL-2.0-only
/* Instructions and operations that need CPL 0; see the header. */
#include "contract.h"
#include "judge.h"
#include "privilege.h"

/*
 * What Zydis does not call privileged: it mostly depends on IOPL or on a bit of CR4, as the
 * SDM has it in volume 2, for each instruction.
 */
static bool needs_consent(ZydisMnemonic mnemonic)
{
	switch (mnemonic) {
	/* IOPL */
	case ZYDIS_MNEMONIC_CLI:
	case ZYDIS_MNEMONIC_STI:
	case ZYDIS_MNEMONIC_IN:
	case ZYDIS_MNEMONIC_INSB:
	case ZYDIS_MNEMONIC_INSW:
	case ZYDIS_MNEMONIC_INSD:
	case ZYDIS_MNEMONIC_OUT:
	case ZYDIS_MNEMONIC_OUTSB:
	case ZYDIS_MNEMONIC_OUTSW:
	case ZYDIS_MNEMONIC_OUTSD:
	/* Nothing: privileged, but not to Zydis 4.0. */
	case ZYDIS_MNEMONIC_LGDT:
	/* CR4.PCE */
	case ZYDIS_MNEMONIC_RDPMC:
	/* CR4.UMIP; without it they show the host's registers */
	case ZYDIS_MNEMONIC_SGDT:
	case ZYDIS_MNEMONIC_SIDT:
	case ZYDIS_MNEMONIC_SLDT:
	case ZYDIS_MNEMONIC_SMSW:
	case ZYDIS_MNEMONIC_STR:
		return true;
	default:
		return false;
	}
}

/* No fault, but the interrupt flag is the host's, or a frame of the kernel no kernel's. */
static bool does_something_else(ZydisMnemonic mnemonic)
{
	switch (mnemonic) {
	case ZYDIS_MNEMONIC_PUSHF:
	case ZYDIS_MNEMONIC_PUSHFQ:
	case ZYDIS_MNEMONIC_POPF:
	case ZYDIS_MNEMONIC_POPFQ:
	case ZYDIS_MNEMONIC_IRET:
	case ZYDIS_MNEMONIC_IRETD:
	case ZYDIS_MNEMONIC_IRETQ:
		return true;
	default:
		return false;
	}
}

const char *privileged_instruction(const uint8_t *code, size_t size)
{
	struct step step;
	size_t at;

	for (at = 0; at < size; at += step.insn.length) {
		if (!decode_step(code + at, size - at, &step))
			return NULL;
		if (step.insn.attributes & ZYDIS_ATTRIB_IS_PRIVILEGED ||
		    needs_consent(step.insn.mnemonic) ||
		    does_something_else(step.insn.mnemonic))
			return ZydisMnemonicGetString(step.insn.mnemonic);
	}
	return NULL;
}

/* Functions without a template, and what they, or what follows them, do to the CPU. */
static const char *const by_hand[PVOPS_NR] = {
	[PVOP_cpu_io_delay] = "out",
	[PVOP_cpu_write_cr0] = "mov to cr0",
	[PVOP_cpu_write_cr4] = "mov to cr4",
	[PVOP_cpu_load_tr_desc] = "ltr",
	[PVOP_cpu_set_ldt] = "lldt",
	[PVOP_cpu_load_gs_index] = "swapgs",
	/* The CPU reads the host's descriptors and the host's TSS. */
	[PVOP_cpu_load_tls] = "a store to the GDT",
	[PVOP_cpu_write_ldt_entry] = "a store to the LDT",
	[PVOP_cpu_write_gdt_entry] = "a store to the GDT",
	[PVOP_cpu_write_idt_entry] = "a store to the IDT",
	[PVOP_cpu_load_sp0] = "a store to the TSS",
	[PVOP_cpu_invalidate_io_bitmap] = "a store to the TSS",
	[PVOP_cpu_update_io_bitmap] = "a store to the TSS",
	[PVOP_cpu_sysret_rip] = "sysret after it",
	[PVOP_mmu_flush_tlb_user] = "mov to cr3",
	[PVOP_mmu_flush_tlb_kernel] = "mov to cr4",
	[PVOP_leave_iret] = "iretq behind the site",
};

const char *privileged_by_hand(unsigned int op)
{
	return by_hand[op];
}

bool unprivileged_by_hand(unsigned int op)
{
	switch (op) {
	/* Interrupts between CPUs, and then flush_tlb_one_user or flush_tlb_user. */
	case PVOP_mmu_flush_tlb_multi:
	case PVOP_mmu_tlb_remove_table:
	/* Page tables: whether stores do is the backend's affair. */
	case PVOP_mmu_set_p4d:
	case PVOP_mmu_set_pgd:
	case PVOP_mmu_set_fixmap:
	case PVOP_lock_queued_spin_lock_slowpath:
	case PVOP_host_hypercall:
		return true;
	default:
		return false;
	}
}

void privileged_ops(const struct records *native, const char *need[PVOPS_NR])
{
	const char *instruction;
	unsigned int op;
	size_t i;

	for (op = 0; op < PVOPS_NR; op++)
		need[op] = by_hand[op];
	for (i = 0; i < native->count; i++) {
		const struct record *record = &native->row[i];

		if (!record->code || record->op >= PVOPS_NR)
			continue;
		instruction = privileged_instruction(record->code, record->len);
		if (instruction)
			need[record->op] = instruction;
	}
}

bool held_is_enough(const struct held *held, unsigned int op, const char *need, char *why)
{
	if (!held->deprivileged || !need || held->holds[op])
		return true;
	return refuse(why, "%s: its table has no %s, and bare metal's way, %s, needs CPL 0",
		      held->backend, contract_op_name(op), need);
}
