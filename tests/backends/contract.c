// SPDX-License-Identifier: GPL-2.0-only
/* From kinds and shapes to registers; see the header. */
#include <string.h>

#include "../../pvops/ids.h"
#include "../../pvops/site.h"
#include "../../pvops/template.h"
#include "contract.h"

#define C_LOST	(BIT(RAX) | BIT(RCX) | BIT(RDX) | BIT(RSI) | BIT(RDI) | \
		 BIT(R8) | BIT(R9) | BIT(R10) | BIT(R11))
#define ANY_REGISTER	(0xffff & ~BIT(RSP))

enum kind { CALL, VCALL, KEEP, VKEEP, OUT, IN, CIN, STORE, IO, MAP, NONE, SHAPE };

static const struct op {
	const char *name;
	enum kind kind;
	const char *ret, *args;
} ops[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	{ #group "." #name, kind, #ret, #args },
#include "../../pvops/ops.def"
};

#define DEBUG_REGISTERS	(BIT(0) | BIT(1) | BIT(2) | BIT(3) | BIT(6) | BIT(7))

/**
 * struct shape - the registers of a SHAPE row
 * @op:       which
 * @variants: its variants, as a set
 * @loaded:   as in struct contract, and these three, too
 * @lost:     ...
 * @result:   ...
 * @own:      the register that is the variant is loaded, too
 */
static const struct shape {
	unsigned int op;
	uint32_t variants;
	uint16_t loaded, lost, result;
	bool own;
} shapes[] = {
	{ .op = PVOP_cpu_get_debugreg, .variants = DEBUG_REGISTERS,
	  .lost = BIT(RAX), .result = BIT(RAX) },
	{ .op = PVOP_cpu_set_debugreg, .variants = DEBUG_REGISTERS, .loaded = BIT(RDI) },
	{ .op = PVOP_cpu_cpuid, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(RAX) | BIT(RCX),
	  .lost = BIT(RAX) | BIT(RBX) | BIT(RCX) | BIT(RDX),
	  .result = BIT(RAX) | BIT(RBX) | BIT(RCX) | BIT(RDX) },
	{ .op = PVOP_cpu_read_msr, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(RCX),
	  .lost = BIT(RAX) | BIT(RDX), .result = BIT(RAX) | BIT(RDX) },
	{ .op = PVOP_cpu_write_msr, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(RCX) | BIT(RAX) | BIT(RDX) },
	{ .op = PVOP_cpu_read_msr_safe, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(RCX),
	  .lost = BIT(RAX) | BIT(RDX) | BIT(RDI),
	  .result = BIT(RAX) | BIT(RDX) | BIT(RDI) },
	{ .op = PVOP_cpu_write_msr_safe, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(RCX) | BIT(RAX) | BIT(RDX), .lost = BIT(RDI), .result = BIT(RDI) },
	{ .op = PVOP_cpu_read_pmc, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(RCX),
	  .lost = BIT(RAX) | BIT(RDX), .result = BIT(RAX) | BIT(RDX) },
	{ .op = PVOP_mmu_ptep_modify_prot_start, .own = true,
	  .variants = BIT(RBX) | BIT(RCX) | BIT(RDX) | BIT(RSI) | BIT(RDI),
	  .lost = BIT(RAX), .result = BIT(RAX) },
	{ .op = PVOP_mmu_ptep_modify_prot_commit, .own = true, .variants = ANY_REGISTER,
	  .loaded = BIT(RAX) },
	{ .op = PVOP_host_hypercall, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(RAX) | BIT(RBX) | BIT(RCX) | BIT(RDX) | BIT(RSI),
	  .lost = BIT(RAX), .result = BIT(RAX) },
};

/* The registers of as many C arguments as "(a, b)" has. */
static uint16_t arguments(const char *list)
{
	static const uint8_t order[] = { RDI, RSI, RDX, RCX, R8 };
	uint16_t set = 0;
	unsigned int i;

	if (!strcmp(list, "()"))
		return 0;
	for (i = 0; list && i < sizeof(order); i++) {
		set |= BIT(order[i]);
		list = strchr(list + 1, ',');
	}
	return set;
}

static bool keeps(enum kind kind)
{
	return kind == KEEP || kind == VKEEP || kind == NONE;
}

/*
 * Where the site is a call as in C: the one in a thunk, or one that keeps registers, which
 * a template of the C convention has to do, too, since it also serves such sites.
 */
static void call(const struct op *op, struct contract *c)
{
	bool returns = strcmp(op->ret, "void");

	c->loaded = arguments(op->args);
	c->lost = C_LOST;
	switch (op->kind) {
	case KEEP: case OUT: case IN: case IO: case MAP:
		c->lost = BIT(RAX);
		break;
	case VKEEP: case NONE:
		c->lost = 0;
		break;
	default:
		break;
	}
	c->result = returns ? BIT(RAX) : 0;
}

/* Where the operand is in a register of the compiler's choice. */
static bool of_register(enum kind kind, uint16_t reg, struct contract *c)
{
	switch (kind) {
	case OUT:
		*c = (struct contract){ .lost = reg, .result = reg };
		return true;
	case IN:
		c->loaded = reg;
		return true;
	case CIN:
		*c = (struct contract){ .loaded = reg, .lost = C_LOST & ~reg };
		return true;
	case STORE:
		c->loaded = reg | BIT(RAX);
		return true;
	case IO: case MAP:
		*c = (struct contract){ .loaded = reg, .lost = reg, .result = reg,
					.same = true };
		return true;
	default:
		return false;
	}
}

static bool of_shape(unsigned int op, unsigned int variant, struct contract *c)
{
	unsigned int i;

	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		const struct shape *shape = &shapes[i];

		if (shape->op != op || !(shape->variants & BIT(variant)))
			continue;
		c->loaded = shape->loaded | (shape->own ? BIT(variant) : 0);
		c->lost = shape->lost;
		c->result = shape->result;
		return true;
	}
	return false;
}

bool contract_of(unsigned int op, unsigned int variant, struct contract *c)
{
	memset(c, 0, sizeof(*c));
	if (op == PVOPS_T_ANY)
		return variant == PVOPS_V_CALL;
	if (op >= PVOPS_NR || variant >= PVOPS_VARIANTS)
		return false;
	c->interrupts = op == PVOP_irq_irq_disable || op == PVOP_irq_irq_enable ||
			op == PVOP_irq_safe_halt;
	if (variant == PVOPS_V_CALL ||
	    (variant == PVOPS_V_KEEP && keeps(ops[op].kind))) {
		call(&ops[op], c);
		return true;
	}
	if (ops[op].kind == SHAPE)
		return of_shape(op, variant, c);
	return variant < REGISTERS && variant != RSP &&
	       of_register(ops[op].kind, BIT(variant), c);
}

bool contract_returns_nothing(unsigned int op)
{
	switch (ops[op].kind) {
	case VCALL: case VKEEP: case IN: case CIN: case STORE: case NONE:
		return true;
	default:
		return false;
	}
}

const char *contract_op_name(unsigned int op)
{
	if (op == PVOPS_T_ANY)
		return "any";
	return op < PVOPS_NR ? ops[op].name : "no operation";
}
