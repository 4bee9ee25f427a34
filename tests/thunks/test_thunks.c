// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel's call targets do to registers when nothing is patched: each is called
 * with a number of its own in every register, and reaches an implementation that loses
 * all that it may.
 */
#include <asm/pvops/ids.h>
#include <asm/pvops/registers.def>
#include <asm/pvops/types.h>
#include "../check.h"
#include "../kinds.h"

#define RAX	0
#define RSP	4
#define RDI	7
#define C_LOSES	0xfc7		/* rax, rcx, rdx, rsi, rdi, r8 to r11 */
#define C_GIVES	0x77

typedef void function(void);

void call_with(function *target, u64 reg[16]);
extern function saving_function, c_function, leaving_code;

#define IMPLEMENTED(function, ...)	BY_##function
#define BY_C_FUNCTION			c_function
#define BY_SAVE_FUNCTION		saving_function
#define BY_LEAVING_CODE			leaving_code

extern function *const pvops_table[];
function *const pvops_table[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = PVOPS_KIND_##kind(IMPLEMENTED),
#include <asm/pvops/ops.def>
};

/* What the thunks of a changed entry point to. */
extern const u64 pvops_some_vma;
const u64 pvops_some_vma = 0;

/* A call target; @reg has its operand, or its result. */
struct target {
	const char *name;
	function *address;
	unsigned int reg;
	enum site site;
	enum result result;
	int operands;
};

/* X(register, number, in C, op, site, result, operands) for each that serves a register. */
#define BY_REGISTER(function, result, site, operands, X, op) \
	OF_##site(X, op, site, result, operands)
#define OF_C_CALL(...)
#define OF_KEEPING_CALL(...)
#define OF_BY_HAND(...)
#define OF_LEAVING_JUMP(...)
#define OF_REGISTER		PVOPS_EACH_REGISTER
#define OF_REGISTER_AND_RAX	PVOPS_EACH_REGISTER
#define OF_KEPT_REGISTER(...)	PVOPS_EACH_REGISTER(IF_IN_C, __VA_ARGS__)
#define IF_IN_C(name, number, in_c, X, ...)	IF_##in_c(X, name, number, in_c, __VA_ARGS__)
#define IF_KEPT(X, ...)		X(__VA_ARGS__)
#define IF_LOST(...)

/* X(op, result) for those that keep registers. */
#define KEEPING(function, result, site, operands, X, op)	KEEPING_##site(X, op, result)
#define KEEPING_C_CALL(...)
#define KEEPING_BY_HAND(...)
#define KEEPING_LEAVING_JUMP(...)
#define KEEPING_REGISTER(...)
#define KEEPING_REGISTER_AND_RAX(...)
#define KEEPING_KEPT_REGISTER(...)
#define KEEPING_KEEPING_CALL(X, op, result)	X(op, result)

/* X(trampoline, saves, is jumped to) */
#define TRAMPOLINE(function, result, site, operands, X, op) \
	TO_##function(X, op)
#define TO_C_FUNCTION(X, op)	X(call_##op, false, false)
#define TO_SAVE_FUNCTION(X, op)	X(call_##op, true, false)
#define TO_LEAVING_CODE(X, op)	X(jump_##op, true, true)

#define DECLARE(name, number, in_c, op, ...)	extern function pvops_##op##_##name;
#define DECLARE_KEEP(op, result)		extern function pvops_keep_##op;
#define DECLARE_TRAMPOLINE(name, saves, jump)	extern function pvops_##name;
#define PV_OP(group, name, kind, ret, params, args)			\
	PVOPS_KIND_##kind(TRAMPOLINE, DECLARE_TRAMPOLINE, group##_##name) \
	PVOPS_KIND_##kind(BY_REGISTER, DECLARE, group##_##name)		\
	PVOPS_KIND_##kind(KEEPING, DECLARE_KEEP, group##_##name)
#include <asm/pvops/ops.def>

#define ROW(name, number, in_c, op, ...) \
	{ #op "_" #name, pvops_##op##_##name, number, __VA_ARGS__ },
static const struct target by_register[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(BY_REGISTER, ROW, group##_##name)
#include <asm/pvops/ops.def>
};

#define ROW_KEEP(op, result) \
	{ "keep_" #op, pvops_keep_##op, RAX, KEEPING_CALL, result, 0 },
static const struct target keeping[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(KEEPING, ROW_KEEP, group##_##name)
#include <asm/pvops/ops.def>
};

#define ROW_TRAMPOLINE(name, saves, jump) \
	{ { #name, pvops_##name, RAX, C_CALL, VALUE, 0 }, saves, jump },
static const struct {
	struct target target;
	bool saves, jump;
} trampolines[] = {
#define PV_OP(group, name, kind, ret, params, args) \
	PVOPS_KIND_##kind(TRAMPOLINE, ROW_TRAMPOLINE, group##_##name)
#include <asm/pvops/ops.def>
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
		switch (target->site) {
		case REGISTER:
			if (target->result == VALUE)
				check_call(target, 1 << target->reg,
					   given(target->operands ? target->reg : RDI) + 1);
			else
				check_call(target, 0, 0);
			break;
		case KEPT_REGISTER:
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
		check_call(target, target->result == VALUE ? 1 << RAX : 0, C_GIVES);
}

/* As its implementation, and nothing beside; one that is jumped to gets all as it was. */
static void test_thunks_trampolines(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 0; i < COUNT(trampolines); i++)
		if (trampolines[i].jump)
			check_call(&trampolines[i].target, 0, 0);
		else if (trampolines[i].saves)
			check_call(&trampolines[i].target, 1 << RAX, given(RDI) + 1);
		else
			check_call(&trampolines[i].target, C_LOSES, C_GIVES);
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
