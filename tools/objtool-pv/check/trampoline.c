// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes of a trampoline (pvops/thunks.S).  One for calls loads %r11 from the
 * operation's own entry of the table; what follows is a branch to %r11 and nothing else.
 * One for jumps pushes that entry, and returns to it.  Which branch and which return that is
 * the kernel decides for its CPU, with upstream's code for its own indirect branches
 * (apply_retpolines(), apply_returns() in arch/x86/kernel/alternative.c); each form that it
 * may leave is legal here, in whatever kernel.
 */
#include <string.h>

#include <asm/pvops/kinds.def>
#include "../opcodes.h"
#include "../sites/pvops.h"
#include "rules.h"

#define MOV_R11		"\x4c\x8b\x1d"	/* mov disp32(%rip), %r11; SDM Vol. 2, as all here */
#define MOV_LEN		7
#define PUSH		"\xff\x35"	/* push disp32(%rip) */
#define PUSH_LEN	6
#define JMP_R11		"\x41\xff\xe3"
#define CALL_R11	"\x41\xff\xd3"
#define NOP3		"\x0f\x1f\x00"
#define TRAMPOLINE_SHOWN 16
#define UPPER_HALF	0x20		/* of a cache line, where ITS does no harm */

/* Does the implementation, and so the way to it, keep %r11? */
static const bool saves[PVOPS_NR] = {
#define PV_OP(group, name, kind, ret, params, args) \
	[PVOP_##group##_##name] = PVOPS_KIND_##kind(PVOPS_SAVES),
#include <asm/pvops/ops.def>
};

/**
 * struct reader - how far a trampoline has been read
 * @binary: the kernel
 * @at:     the next byte
 */
struct reader {
	const struct binary *binary;
	u64 at;
};

static bool is_next(const struct reader *r, const void *bytes, size_t len)
{
	u8 there[MOV_LEN];

	return !binary_read(r->binary, r->at, there, len) && !memcmp(there, bytes, len);
}

/* Skip these bytes; false if they are not there. */
static bool skip(struct reader *r, const void *bytes, size_t len)
{
	if (!is_next(r, bytes, len))
		return false;
	r->at += len;
	return true;
}

/* Where a relative branch leads; 0 if there is none with that opcode. */
static u64 skip_relative(struct reader *r, u8 opcode)
{
	u8 bytes[BRANCH_LEN];
	s32 displacement;

	if (binary_read(r->binary, r->at, bytes, sizeof(bytes)) || bytes[0] != opcode)
		return 0;
	memcpy(&displacement, bytes + 1, sizeof(displacement));
	r->at += BRANCH_LEN;
	return r->at + (s64)displacement;
}

static bool is_one_of(const struct binary *binary, u64 addr, const char *const *names)
{
	const struct binary_symbol *symbol;

	for (; *names; names++) {
		symbol = binary_symbol(binary, *names);
		if (symbol && symbol->addr == addr)
			return true;
	}
	return false;
}

/* Some are made while booting and have no name: a jump in the upper half of a line. */
static bool is_its_thunk(const struct binary *binary, u64 addr)
{
	const struct reader r = { binary, addr };

	return addr & UPPER_HALF && is_next(&r, JMP_R11 "\xcc", 4);
}

static bool branches_by_thunk(struct reader *r, bool call)
{
	static const char *const jumps[] = { "__x86_indirect_thunk_r11",
		"__x86_indirect_jump_thunk_r11", "pvops_branch_r11", NULL };
	static const char *const calls[] = { "__x86_indirect_thunk_r11",
		"__x86_indirect_call_thunk_r11", "pvops_branch_r11", NULL };
	static const u8 prefix = PREFIX_CS;	/* upstream's */
	u64 target;

	skip(r, &prefix, 1);
	target = skip_relative(r, call ? OPCODE_CALL : OPCODE_JMP);
	return target && (is_one_of(r->binary, target, call ? calls : jumps) ||
			  is_its_thunk(r->binary, target));
}

/* The instruction itself; upstream fills up the place of the branch that was there. */
static bool branches_itself(struct reader *r, bool call)
{
	bool fence = skip(r, LFENCE, 3);

	if (!skip(r, call ? CALL_R11 : JMP_R11, 3))
		return false;
	if (call && !fence)
		skip(r, NOP3, 3);
	return true;
}

static bool branches(struct reader *r, bool call)
{
	static const u8 trap = OPCODE_INT3;
	struct reader by_thunk = *r;

	if (branches_by_thunk(&by_thunk, call))
		*r = by_thunk;
	else if (!branches_itself(r, call))
		return false;
	return call || is_next(r, &trap, 1);
}

static bool returns(struct reader *r)
{
	static const char *const thunks[] = { "__x86_return_thunk", "retbleed_return_thunk",
		"srso_return_thunk", "srso_alias_return_thunk", "call_depth_return_thunk",
		"its_return_thunk", NULL };
	static const u8 ret = OPCODE_RET;
	u64 target;

	if (skip(r, &ret, 1))
		return true;
	target = skip_relative(r, OPCODE_JMP);
	return target && is_one_of(r->binary, target, thunks);
}

/* An instruction of @len bytes that ends with the distance to the entry of @op. */
static bool takes_entry(struct reader *r, unsigned int op, const char *head, size_t len)
{
	u64 entry = binary_address(r->binary, "pvops_table") + 8 * op;
	s32 displacement = (s32)(entry - r->at - len);
	u8 expected[MOV_LEN];

	memcpy(expected, head, len - sizeof(displacement));
	memcpy(expected + len - sizeof(displacement), &displacement, sizeof(displacement));
	return skip(r, expected, len);
}

static const char *wrong_with_jump(struct reader *r, unsigned int op)
{
	if (!takes_entry(r, op, PUSH, PUSH_LEN))
		return "does not push the operation's entry of the table";
	return returns(r) ? NULL : "does not return to what it has pushed";
}

static const char *wrong_with_call(struct reader *r, unsigned int op)
{
	bool keeps = saves[op], framed;

	framed = keeps && skip(r, "\x55\x48\x89\xe5", 4);	/* push %rbp; mov %rsp, %rbp */
	if (keeps && !skip(r, "\x41\x53", 2))			/* push %r11 */
		return "does not save %r11";
	if (!takes_entry(r, op, MOV_R11, MOV_LEN))
		return "does not load the operation's entry of the table";
	if (!branches(r, keeps))
		return "does not branch to what it has loaded";
	if (!keeps)
		return NULL;
	if (!skip(r, "\x41\x5b", 2))				/* pop %r11 */
		return "does not restore %r11";
	if (framed && !skip(r, "\x5d", 1))			/* pop %rbp */
		return "does not restore %rbp";
	return returns(r) ? NULL : "does not return";
}

void check_trampoline(struct checking *c, u64 addr, unsigned int op, bool jump)
{
	struct reader reader = { c->subject->binary, addr };
	const char *wrong = jump ? wrong_with_jump(&reader, op) : wrong_with_call(&reader, op);
	u8 found[TRAMPOLINE_SHOWN];
	struct finding *f;
	bool there;

	if (!wrong)
		return;
	there = !binary_read(c->subject->binary, addr, found, sizeof(found));
	f = finding(c, RULE_THUNK, addr, NULL, "%s", wrong);
	strcpy(f->op, pvops_op_label(op));
	finding_bytes(f, there ? found : NULL, NULL, sizeof(found));
}
