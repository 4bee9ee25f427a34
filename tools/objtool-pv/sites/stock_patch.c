// SPDX-License-Identifier: GPL-2.0-only
/*
 * What kernels up to 5.11 make of their sites: pv_ops.init.patch points to a function that
 * writes native instructions for some operations, and for all others follows the slot.
 * Facts: native_patch() in arch/x86/kernel/paravirt_patch.c, paravirt_patch_default() in
 * paravirt.c there, apply_paravirt() and arch_init_ideal_nops() in alternative.c of
 * Linux 5.10.
 */
#include <string.h>

#include "../opcodes.h"
#include "stock.h"

/**
 * struct native - an operation with native instructions
 * @name: as BTF has it
 * @code: the instructions, @len bytes
 * @only: where the slot has to hold a certain function: its name
 */
static const struct native {
	const char *name, *code;
	u8 len;
	const char *only;
} natives[] = {
	{ "irq.restore_fl", "\x57\x9d", 2, NULL },
	{ "irq.save_fl", "\x9c\x58", 2, NULL },
	{ "irq.irq_enable", "\xfb", 1, NULL },
	{ "irq.irq_disable", "\xfa", 1, NULL },
	{ "mmu.read_cr2", "\x0f\x20\xd0", 3, NULL },
	{ "mmu.read_cr3", "\x0f\x20\xd8", 3, NULL },
	{ "mmu.write_cr3", "\x0f\x22\xdf", 3, NULL },
	{ "cpu.wbinvd", "\x0f\x09", 2, NULL },
	{ "lock.queued_spin_unlock", "\xc6\x07\x00", 3,
	  "__raw_callee_save___native_queued_spin_unlock" },
	{ "lock.vcpu_is_preempted", "\x31\xc0", 2,
	  "__raw_callee_save___native_vcpu_is_preempted" },
};

static const char *const nothing[] = { "_paravirt_nop", NULL };
static const char *const identity[] = { "_paravirt_ident_64", NULL };

/** struct patch - the legal bytes of one site; @slot is what its slot holds */
struct patch {
	struct bytes_list list;
	const struct binary *binary;
	const struct site *site;
	u64 slot;
	bool jump;
};

/* Of AMD's first 64-bit CPUs and of some of Intel's: 66 in front of 90, at most 4 bytes. */
static void fill_k8(u8 *to, size_t len)
{
	while (len) {
		size_t piece = len <= 4 ? len : len >= 7 ? 4 : 3;

		memset(to, 0x66, piece - 1);
		to[piece - 1] = OPCODE_NOP;
		to += piece;
		len -= piece;
	}
}

static void add_code(struct patch *p, enum site_form form, const void *code, u8 len,
		     const char *format, const char *name)
{
	u8 bytes[SITE_BYTES];

	if (len > p->site->len)
		return;
	memcpy(bytes, code, len);
	nops_fill(NOPS_8, bytes + len, p->site->len - len);
	bytes_add(&p->list, form, bytes, format, name);
	fill_k8(bytes + len, p->site->len - len);
	bytes_add(&p->list, form, bytes, format, name);
}

static bool add_native(struct patch *p)
{
	const char *only;
	size_t i;

	for (i = 0; i < sizeof(natives) / sizeof(*natives); i++) {
		if (strcmp(natives[i].name, site_op(p->site)))
			continue;
		only = natives[i].only;
		if (only && (!p->slot || binary_address(p->binary, only) != p->slot))
			return false;
		add_code(p, FORM_INLINE, natives[i].code, natives[i].len,
			 "native code of %s", natives[i].name);
		return true;
	}
	return false;
}

static void add_slot(struct patch *p)
{
	const char *name = stock_code(p->binary, p->slot);
	u8 bytes[5];

	if (!p->slot)
		add_code(p, FORM_INLINE, "\x0f\x0b", 2, "%s", "a trap, the slot is empty");
	else if (stock_is(p->binary, p->slot, nothing))
		add_code(p, FORM_NONE, "", 0, "nothing, as %s", nothing[0]);
	else if (stock_is(p->binary, p->slot, identity))
		add_code(p, FORM_INLINE, "\x48\x89\xf8", 3, "code of %s", identity[0]);
	else if (name && !stock_rel32(bytes, p->jump ? OPCODE_JMP : OPCODE_CALL,
				      p->site->addr, p->slot))
		add_code(p, FORM_DIRECT, bytes, sizeof(bytes),
			 p->jump ? "jump to %s" : "direct call of %s", name);
}

int stock_patch_bytes(const struct site *site, struct legal_bytes *to, int max)
{
	const struct stock *stock = site->table->ctx;
	const struct binary *binary = site->table->binary;
	struct patch p = { { to, max, 0, site->len }, binary, site, 0, false };
	u64 patch, native = binary_address(binary, "native_patch");
	u8 bytes[SITE_BYTES];

	if (binary->state == BINARY_BUILT)
		return stock_bytes(site, to, max);
	/* Without BTF an operation has no name by which its native code could be told. */
	if (strchr(site_op(site), '+') || stock_original(binary, site->addr, bytes, site->len) ||
	    binary_read(binary, binary_address(binary, "pv_ops"), &patch, sizeof(patch)) ||
	    binary_read(binary, stock->slot[site->op], &p.slot, sizeof(p.slot)) ||
	    (patch != native && patch != binary_address(binary, "paravirt_patch_default")))
		return -1;
	p.jump = bytes[0] == OPCODE_GROUP_5 && bytes[1] == 0x25;
	bytes_add(&p.list, FORM_INDIRECT, bytes, "indirect");
	if (patch != native || !add_native(&p))
		add_slot(&p);
	return p.list.count;
}
