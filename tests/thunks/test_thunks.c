// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's call targets do to registers when nothing is patched: each is called
 * with a number of its own in every register, and reaches an implementation that loses
 * all that it may.
 */
#include "../check.h"
#include "../../pvops/ids.h"
#include "../../pvops/patcher/env.h"

#define RAX	0
#define RSP	4
#define RDI	7
#define C_LOSES	0xfc7		/* rax, rcx, rdx, rsi, rdi, r8 to r11 */
#define C_GIVES	0x77

typedef void function(void);

void call_with(function *target, u64 reg[16]);
extern function saving_function, c_function;

/* Kinds whose implementations save registers come last. */
enum kind { CALL, VCALL, KEEP, VKEEP, CIN, STORE, SHAPE, OUT, IN, IO, MAP, NONE };

extern function *const pvops_table[];
function *const pvops_table[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = kind >= OUT ? saving_function : c_function,
#include "../../pvops/ops.def"
};

/* What the thunks of a changed entry point to. */
extern const u64 pvops_some_vma;
const u64 pvops_some_vma = 0;

#define FIRST_SIX(X, op, kind) \
	X(op, kind, rbx, 3) X(op, kind, rbp, 5) X(op, kind, r12, 12)	\
	X(op, kind, r13, 13) X(op, kind, r14, 14) X(op, kind, r15, 15)
#define ALL(X, op, kind) FIRST_SIX(X, op, kind)				\
	X(op, kind, rax, 0) X(op, kind, rcx, 1) X(op, kind, rdx, 2)	\
	X(op, kind, rsi, 6) X(op, kind, rdi, 7) X(op, kind, r8, 8)	\
	X(op, kind, r9, 9) X(op, kind, r10, 10) X(op, kind, r11, 11)

#define OF_CALL(X, op)
#define OF_VCALL(X, op)
#define OF_KEEP(X, op)
#define OF_VKEEP(X, op)
#define OF_SHAPE(X, op)
#define OF_NONE(X, op)
#define OF_CIN(X, op)	FIRST_SIX(X, op, CIN)
#define OF_STORE(X, op)	ALL(X, op, STORE)
#define OF_OUT(X, op)	ALL(X, op, OUT)
#define OF_IN(X, op)	ALL(X, op, IN)
#define OF_IO(X, op)	ALL(X, op, IO)
#define OF_MAP(X, op)	ALL(X, op, MAP)

#define KEEP_OF_CALL(X, op)
#define KEEP_OF_VCALL(X, op)
#define KEEP_OF_SHAPE(X, op)
#define KEEP_OF_CIN(X, op)
#define KEEP_OF_STORE(X, op)
#define KEEP_OF_OUT(X, op)
#define KEEP_OF_IN(X, op)
#define KEEP_OF_IO(X, op)
#define KEEP_OF_MAP(X, op)
#define KEEP_OF_KEEP(X, op)	X(op, KEEP)
#define KEEP_OF_VKEEP(X, op)	X(op, VKEEP)
#define KEEP_OF_NONE(X, op)	X(op, NONE)

#define DECLARE(op, kind, name, number)	extern function pvops_##op##_##name;
#define DECLARE_KEEP(op, kind)		extern function pvops_keep_##op;
#define PV_OP(group, name, kind, ret, params, args)			\
	extern function pvops_call_##group##_##name;			\
	OF_##kind(DECLARE, group##_##name)				\
	KEEP_OF_##kind(DECLARE_KEEP, group##_##name)
#include "../../pvops/ops.def"

/* A call target; @reg has its operand, or its result. */
struct target {
	const char *name;
	function *address;
	enum kind kind;
	unsigned int reg;
};

#define ROW(op, kind, name, number)	{ #op "_" #name, pvops_##op##_##name, kind, number },
static const struct target by_register[] = {
#define PV_OP(group, name, kind, ret, params, args) OF_##kind(ROW, group##_##name)
#include "../../pvops/ops.def"
};

#define ROW_KEEP(op, kind)		{ "keep_" #op, pvops_keep_##op, kind, RAX },
static const struct target keeping[] = {
#define PV_OP(group, name, kind, ret, params, args) KEEP_OF_##kind(ROW_KEEP, group##_##name)
#include "../../pvops/ops.def"
};

static const struct target trampolines[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	{ "call_" #group "_" #name, pvops_call_##group##_##name, kind, RAX },
#include "../../pvops/ops.def"
};

static u64 given(unsigned int reg)
{
	return 0x1000 + 0x101 * reg;
}

/* Call it; @may are the registers that may differ, @gives is what @reg must hold then. */
static void check_call(const struct target *target, unsigned int may, u64 gives)
{
	u64 before[16], after[16];
	unsigned int reg;

	for (reg = 0; reg < 16; reg++)
		before[reg] = given(reg);
	memcpy(after, before, sizeof(after));
	call_with(target->address, after);
	for (reg = 0; reg < 16; reg++)
		if (reg != RSP && !(may >> reg & 1) && after[reg] != before[reg])
			fail_msg("%s: register %u is lost", target->name, reg);
	if (may)
		same_number(target->name, after[target->reg], gives);
}

static void test_thunks_by_register(void **state)
{
	const struct target *target;

	(void)state;
	for (target = by_register; target < by_register + COUNT(by_register); target++)
		switch (target->kind) {
		case OUT:
			check_call(target, 1 << target->reg, given(RDI) + 1);
			break;
		case IO:
		case MAP:
			check_call(target, 1 << target->reg, given(target->reg) + 1);
			break;
		case CIN:
			check_call(target, C_LOSES, given(target->reg));
			break;
		default:
			check_call(target, 0, 0);
		}
}

static void test_thunks_that_keep(void **state)
{
	const struct target *target;

	(void)state;
	for (target = keeping; target < keeping + COUNT(keeping); target++)
		check_call(target, target->kind == KEEP ? 1 << RAX : 0, C_GIVES);
}

/* As its implementation, and nothing beside. */
static void test_thunks_trampolines(void **state)
{
	const struct target *target;

	(void)state;
	for (target = trampolines; target < trampolines + COUNT(trampolines); target++)
		if (target->kind >= OUT)
			check_call(target, 1 << RAX, given(RDI) + 1);
		else
			check_call(target, C_LOSES, C_GIVES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_thunks_by_register),
		cmocka_unit_test(test_thunks_that_keep),
		cmocka_unit_test(test_thunks_trampolines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
