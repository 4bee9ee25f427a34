// SPDX-License-Identifier: GPL-2.0-only
/* From kinds and shapes to registers; see the header. */
#include <string.h>

#include <asm/pvops/ids.h>
#include <asm/pvops/site.h>
#include <asm/pvops/template.h>
#include "../kinds.h"
#include "contract.h"

/* What a function in the C convention may change. */
#define BIT_KEPT(number)	0
#define BIT_LOST(number)	BIT(number)
#define LOST_IN_C(name, number, in_c)	BIT_##in_c(number) |
#define C_LOST		(PVOPS_EACH_REGISTER(LOST_IN_C) 0)
#define ANY_REGISTER	(0xffff & ~BIT(rsp))

static const struct op {
	const char *name, *ret, *args;
	enum function function;
	enum result result;
	enum site site;
	int operands;
} ops[PVOPS_NR] = {
#define ROW(function, result, site, operands, ...) \
	{ __VA_ARGS__, function, result, site, operands },
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(ROW, #group "." #name, #ret, #args)
#include <asm/pvops/ops.def>
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
	  .lost = BIT(rax), .result = BIT(rax) },
	{ .op = PVOP_cpu_set_debugreg, .variants = DEBUG_REGISTERS, .loaded = BIT(rdi) },
	{ .op = PVOP_cpu_cpuid, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(rax) | BIT(rcx),
	  .lost = BIT(rax) | BIT(rbx) | BIT(rcx) | BIT(rdx),
	  .result = BIT(rax) | BIT(rbx) | BIT(rcx) | BIT(rdx) },
	{ .op = PVOP_cpu_read_msr, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(rcx),
	  .lost = BIT(rax) | BIT(rdx), .result = BIT(rax) | BIT(rdx) },
	{ .op = PVOP_cpu_write_msr, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(rcx) | BIT(rax) | BIT(rdx) },
	{ .op = PVOP_cpu_read_msr_safe, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(rcx),
	  .lost = BIT(rax) | BIT(rdx) | BIT(rdi),
	  .result = BIT(rax) | BIT(rdx) | BIT(rdi) },
	{ .op = PVOP_cpu_write_msr_safe, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(rcx) | BIT(rax) | BIT(rdx), .lost = BIT(rdi), .result = BIT(rdi) },
	{ .op = PVOP_cpu_read_pmc, .variants = BIT(PVOPS_V_SHAPE), .loaded = BIT(rcx),
	  .lost = BIT(rax) | BIT(rdx), .result = BIT(rax) | BIT(rdx) },
	{ .op = PVOP_mmu_ptep_modify_prot_start, .own = true,
	  .variants = BIT(rbx) | BIT(rcx) | BIT(rdx) | BIT(rsi) | BIT(rdi),
	  .lost = BIT(rax), .result = BIT(rax) },
	{ .op = PVOP_mmu_ptep_modify_prot_commit, .own = true, .variants = ANY_REGISTER,
	  .loaded = BIT(rax) },
	{ .op = PVOP_host_hypercall, .variants = BIT(PVOPS_V_SHAPE),
	  .loaded = BIT(rax) | BIT(rbx) | BIT(rcx) | BIT(rdx) | BIT(rsi),
	  .lost = BIT(rax), .result = BIT(rax) },
};

/* The registers of as many C arguments as "(a, b)" has. */
static uint16_t arguments(const char *list)
{
	static const uint8_t order[] = { rdi, rsi, rdx, rcx, r8 };
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

/*
 * Where the site is a call as in C: the one in a thunk, or one that keeps registers, which
 * a template of the C convention has to do, too, since it also serves such sites.
 */
static void call(const struct op *op, struct contract *c)
{
	c->loaded = arguments(op->args);
	c->result = strcmp(op->ret, "void") ? BIT(rax) : 0;
	if (op->site == KEEPING_CALL)
		c->lost = c->result;
	else
		c->lost = op->function == SAVE_FUNCTION ? BIT(rax) : C_LOST;
}

/* Where the operand is in a register of the compiler's choice. */
static bool of_register(const struct op *op, uint16_t reg, struct contract *c)
{
	c->loaded = op->operands ? reg : 0;
	switch (op->site) {
	case REGISTER:
		c->result = op->result == VALUE ? reg : 0;
		c->lost = c->result;
		c->same = c->result && op->operands;
		return true;
	case KEPT_REGISTER:
		c->lost = C_LOST & ~reg;
		return true;
	case REGISTER_AND_RAX:
		c->loaded |= BIT(rax);
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
	/* All registers have their final values, and none is free. */
	if (ops[op].site == LEAVING_JUMP)
		return variant == PVOPS_V_JUMP;
	if (variant == PVOPS_V_JUMP)
		return false;
	c->interrupts = op == PVOP_irq_irq_disable || op == PVOP_irq_irq_enable ||
			op == PVOP_irq_safe_halt;
	if (variant == PVOPS_V_CALL ||
	    (variant == PVOPS_V_KEEP && ops[op].site == KEEPING_CALL)) {
		call(&ops[op], c);
		return true;
	}
	if (ops[op].site == BY_HAND)
		return of_shape(op, variant, c);
	return variant < REGISTERS && variant != rsp &&
	       of_register(&ops[op], BIT(variant), c);
}

bool contract_returns_nothing(unsigned int op)
{
	return ops[op].result == NOTHING;
}

const char *contract_op_name(unsigned int op)
{
	if (op == PVOPS_T_ANY)
		return "any";
	return op < PVOPS_NR ? ops[op].name : "no operation";
}
