// SPDX-License-Identifier: GPL-2.0-only
/*
 * What code does to the registers, the flags and the stack, followed instruction by
 * instruction: it uses only what the site has loaded, sets what is to be the result, and
 * leaves all else as it was, perhaps by saving it on the stack.
 */
#include <string.h>

#include "judge.h"

#define SLOTS	16	/* more than any code can push */
#define SLOT	8
#define STATUS	(ZYDIS_CPUFLAG_CF | ZYDIS_CPUFLAG_PF | ZYDIS_CPUFLAG_AF | \
		 ZYDIS_CPUFLAG_ZF | ZYDIS_CPUFLAG_SF | ZYDIS_CPUFLAG_OF)
#define INTERRUPTS	(ZYDIS_CPUFLAG_IF | ZYDIS_CPUFLAG_VIF | ZYDIS_CPUFLAG_VIP)

/* What a register or a slot holds: 0 to 15 is what that register held at first. */
enum value { COMPUTED = REGISTERS, FLAGS, PARTLY };

/**
 * struct machine - in the midst of some code
 * @contract: of the site
 * @holds:    what each register holds
 * @slot:     what the code has pushed, the last one at @depth - 1
 * @why:      where to say what is wrong
 */
struct machine {
	struct contract contract;
	uint8_t holds[REGISTERS];
	uint8_t slot[SLOTS];
	unsigned int depth;
	char *why;
};

static const char *const names[REGISTERS] = {
#define NAME(name, number, in_c) \
	[number] = #name,
	PVOPS_ALL_REGISTERS(NAME)
};

/* The number of the whole register that @reg is in; -1 if it is no general one. */
static int number(ZydisRegister reg)
{
	switch (ZydisRegisterGetClass(reg)) {
	case ZYDIS_REGCLASS_GPR8:
	case ZYDIS_REGCLASS_GPR16:
	case ZYDIS_REGCLASS_GPR32:
	case ZYDIS_REGCLASS_GPR64:
		break;
	default:
		return -1;
	}
	reg = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, reg);
	return ZydisRegisterGetId(reg);
}

static bool whole(const ZydisDecodedOperand *operand)
{
	return operand->type == ZYDIS_OPERAND_TYPE_REGISTER && operand->size == 64 &&
	       number(operand->reg.value) >= 0;
}

static bool same_register(const struct step *step)
{
	return step->operand[0].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       step->operand[1].type == ZYDIS_OPERAND_TYPE_REGISTER &&
	       step->operand[0].reg.value == step->operand[1].reg.value;
}

/* --- uses */

static bool junk(const struct machine *m, uint8_t value)
{
	return value < REGISTERS && value != rsp && !(m->contract.loaded & BIT(value));
}

static bool use(const struct machine *m, ZydisRegister reg)
{
	int n = number(reg);

	if (n < 0 || !junk(m, m->holds[n]))
		return true;
	return refuse(m->why, "it uses %%%s, which the site has not loaded", names[n]);
}

/* The code may use only memory of the stack that it has pushed itself. */
static bool use_stack(struct machine *m, const ZydisDecodedOperand *operand)
{
	ZyanI64 offset = operand->mem.disp.has_displacement ? operand->mem.disp.value : 0;

	if (operand->mem.index != ZYDIS_REGISTER_NONE || offset < 0 ||
	    offset >= (ZyanI64)m->depth * SLOT)
		return refuse(m->why, "it uses memory of the stack that it has not pushed");
	if (operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)
		m->slot[m->depth - 1 - offset / SLOT] = COMPUTED;
	return true;
}

static bool use_memory(struct machine *m, const ZydisDecodedOperand *operand)
{
	if (operand->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN &&
	    operand->mem.base == ZYDIS_REGISTER_RSP)
		return true;	/* push and pop */
	if (operand->mem.base == ZYDIS_REGISTER_RSP)
		return use_stack(m, operand);
	return use(m, operand->mem.base) && use(m, operand->mem.index);
}

static bool use_operands(struct machine *m, const struct step *step)
{
	unsigned int i;

	for (i = 0; i < step->insn.operand_count; i++) {
		const ZydisDecodedOperand *operand = &step->operand[i];

		if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && !use_memory(m, operand))
			return false;
		if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ &&
		    !use(m, operand->reg.value))
			return false;
	}
	return true;
}

/* --- changes */

static bool change_other(const struct machine *m, ZydisRegister reg)
{
	switch (ZydisRegisterGetClass(reg)) {
	case ZYDIS_REGCLASS_X87: case ZYDIS_REGCLASS_MMX: case ZYDIS_REGCLASS_XMM:
	case ZYDIS_REGCLASS_YMM: case ZYDIS_REGCLASS_ZMM: case ZYDIS_REGCLASS_TMM:
	case ZYDIS_REGCLASS_MASK: case ZYDIS_REGCLASS_BOUND: case ZYDIS_REGCLASS_SEGMENT:
		return refuse(m->why, "it changes %%%s", ZydisRegisterGetString(reg));
	default:
		return true;
	}
}

static bool change(struct machine *m, const ZydisDecodedOperand *operand)
{
	int n = number(operand->reg.value);

	if (n < 0)
		return change_other(m, operand->reg.value);
	if (n == rsp)
		return refuse(m->why, "it changes the stack pointer by other ways than push and pop");
	/* A write of 32 bits clears the others, one of 8 or 16 keeps them. */
	if (operand->size < 32 || operand->actions & ZYDIS_OPERAND_ACTION_CONDWRITE)
		m->holds[n] = junk(m, m->holds[n]) || m->holds[n] == PARTLY ?
			      PARTLY : COMPUTED;
	else
		m->holds[n] = COMPUTED;
	return true;
}

static bool change_flags(struct machine *m, const struct step *step)
{
	const ZydisAccessedFlags *flags = step->insn.cpu_flags;
	uint32_t changed;

	if (!flags)
		return true;
	changed = flags->modified | flags->set_0 | flags->set_1 | flags->undefined;
	changed &= ~STATUS;
	if (m->contract.interrupts)
		changed &= ~INTERRUPTS;
	if (!changed)
		return true;
	return refuse(m->why, "%s changes flags that the site keeps",
		      ZydisMnemonicGetString(step->insn.mnemonic));
}

static bool change_operands(struct machine *m, const struct step *step)
{
	unsigned int i;

	for (i = 0; i < step->insn.operand_count; i++) {
		const ZydisDecodedOperand *operand = &step->operand[i];

		if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
		    operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE &&
		    !change(m, operand))
			return false;
	}
	return change_flags(m, step);
}

/* --- the stack */

static bool push(struct machine *m, const struct step *step, uint8_t value)
{
	if (step->insn.operand_width != 64)
		return refuse(m->why, "it pushes less than 64 bits");
	m->slot[m->depth++] = value;
	return true;
}

static bool pop(struct machine *m, const struct step *step, uint8_t *value)
{
	if (step->insn.operand_width != 64)
		return refuse(m->why, "it pops less than 64 bits");
	if (!m->depth)
		return refuse(m->why, "it pops what it has not pushed");
	*value = m->slot[--m->depth];
	return true;
}

static bool push_operand(struct machine *m, const struct step *step)
{
	if (whole(&step->operand[0]))
		return push(m, step, m->holds[number(step->operand[0].reg.value)]);
	return push(m, step, COMPUTED) && use_operands(m, step);
}

static bool pop_operand(struct machine *m, const struct step *step)
{
	uint8_t value = COMPUTED;

	if (!whole(&step->operand[0]) || step->operand[0].reg.value == ZYDIS_REGISTER_RSP)
		return refuse(m->why, "it pops into something else than a whole register");
	if (!pop(m, step, &value))
		return false;
	m->holds[number(step->operand[0].reg.value)] = value;
	return true;
}

static bool pop_flags(struct machine *m, const struct step *step)
{
	uint8_t value = COMPUTED;

	if (!pop(m, step, &value))
		return false;
	return value == FLAGS ||
	       refuse(m->why, "it pops flags that it has not pushed");
}

/* --- all of it */

static bool copy(struct machine *m, const struct step *step)
{
	int to = number(step->operand[0].reg.value);

	if (to == rsp)
		return change(m, &step->operand[0]);
	m->holds[to] = m->holds[number(step->operand[1].reg.value)];
	return true;
}

static bool exchange(struct machine *m, const struct step *step)
{
	int one = number(step->operand[0].reg.value);
	int other = number(step->operand[1].reg.value);
	uint8_t value = m->holds[one];

	if (one == rsp || other == rsp)
		return refuse(m->why, "it exchanges the stack pointer");
	m->holds[one] = m->holds[other];
	m->holds[other] = value;
	return true;
}

/* A call of the host.  In all conventions %rax has the number, then the result. */
static bool call_host(struct machine *m)
{
	if (!use(m, ZYDIS_REGISTER_RAX))
		return false;
	m->holds[rax] = COMPUTED;
	return true;
}

static bool run(struct machine *m, const struct step *step)
{
	switch (step->insn.mnemonic) {
	case ZYDIS_MNEMONIC_PUSH:
		return push_operand(m, step);
	case ZYDIS_MNEMONIC_POP:
		return pop_operand(m, step);
	case ZYDIS_MNEMONIC_PUSHF:
	case ZYDIS_MNEMONIC_PUSHFQ:
		return push(m, step, FLAGS);
	case ZYDIS_MNEMONIC_POPF:
	case ZYDIS_MNEMONIC_POPFQ:
		return pop_flags(m, step);
	case ZYDIS_MNEMONIC_MOV:
		if (whole(&step->operand[0]) && whole(&step->operand[1]))
			return copy(m, step);
		break;
	case ZYDIS_MNEMONIC_XCHG:
		if (whole(&step->operand[0]) && whole(&step->operand[1]))
			return exchange(m, step);
		break;
	case ZYDIS_MNEMONIC_XOR:
	case ZYDIS_MNEMONIC_SUB:
		if (same_register(step))	/* zero, whatever it held */
			return change_operands(m, step);
		break;
	case ZYDIS_MNEMONIC_VMCALL:
	case ZYDIS_MNEMONIC_VMMCALL:
		return call_host(m);
	default:
		break;
	}
	return use_operands(m, step) && change_operands(m, step);
}

static bool end(const struct machine *m)
{
	unsigned int n;

	if (m->depth)
		return refuse(m->why, "it leaves %u pushed words on the stack", m->depth);
	for (n = 0; n < REGISTERS; n++) {
		if (m->holds[n] != n && !(m->contract.lost & BIT(n)))
			return refuse(m->why, "it changes %%%s, which the site keeps", names[n]);
		if (!(m->contract.result & BIT(n)))
			continue;
		if (junk(m, m->holds[n]) || (m->holds[n] == n && !m->contract.same))
			return refuse(m->why, "it does not set %%%s, the result", names[n]);
		if (m->holds[n] == PARTLY)
			return refuse(m->why, "it sets only a part of %%%s, the result", names[n]);
	}
	return true;
}

bool effect_is_allowed(const struct record *record, char *why)
{
	struct machine m = { .why = why };
	struct step step;
	unsigned int n;
	size_t at;

	contract_of(record->op, record->variant, &m.contract);
	for (n = 0; n < REGISTERS; n++)
		m.holds[n] = n;
	for (at = 0; at < record->len; at += step.insn.length)
		if (!decode_step(record->code + at, record->len - at, &step) ||
		    !run(&m, &step))
			return false;
	return end(&m);
}
