// SPDX-License-Identifier: GPL-2.0-only
/*
 * Branches that a kernel writes: what it makes of calls and jumps of indirect thunks and of
 * the return thunk, of calls that are counted, of static calls, jump labels and tracers.
 * Functions that they were redirected to are read from where the kernel keeps them.
 *
 * Facts: arch/x86/kernel/alternative.c, static_call.c, jump_label.c, callthunks.c and
 * ftrace.c of Linux 6.12; encodings: SDM Vol. 2.
 */
#include <stdio.h>
#include <string.h>

#include "patched_internal.h"
#include "pvops.h"
#include "stock.h"

#define RSP		4
#define NOT_FOUND	16

static const u8 nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
static const u8 nop2[] = { 0x66, 0x90 };
static const u8 return5[] = { OPCODE_RET, OPCODE_INT3, OPCODE_INT3, OPCODE_INT3, OPCODE_INT3 };

/* In hardware numbering. */
static const char *const registers[] = {
#define NAME(name, number, in_c) \
	[number] = #name,
	PVOPS_ALL_REGISTERS(NAME)
};

u64 patched_target(u64 end, const u8 *bytes, unsigned int len)
{
	s32 displacement;

	memcpy(&displacement, bytes + len - 4, sizeof(displacement));
	return end + (u64)(s64)displacement;
}

static bool branches(u64 addr, const u8 *bytes, u8 opcode, u64 target)
{
	u8 expected[5];

	return !stock_rel32(expected, opcode, addr, target) && !memcmp(bytes, expected, 5);
}

static const char *function_at(const struct binary *binary, u64 addr)
{
	const struct binary_symbol *symbol = binary_symbol_at(binary, addr);

	return symbol && symbol->addr == addr && binary_executable(binary, addr, 1) ?
	       symbol->name : NULL;
}

/* The return thunk that the kernel has chosen is one of its own. */
static bool jumps_to_return(const struct binary *binary, u64 addr, const u8 *now)
{
	u64 chosen = binary_address(binary, "x86_return_thunk"), thunk;
	const char *name;

	if (now[0] != OPCODE_JMP || !chosen || binary_read(binary, chosen, &thunk, sizeof(thunk)))
		return false;
	name = function_at(binary, thunk);
	return name && strstr(name, "return_thunk") && branches(addr, now, OPCODE_JMP, thunk);
}

static bool return_legal(const struct binary *binary, u64 addr, const u8 *now)
{
	return !memcmp(now, return5, sizeof(return5)) || jumps_to_return(binary, addr, now);
}

/* A call of what is in front of a function, where calls are counted. */
bool patched_counts(const struct binary *binary, u64 addr, const u8 *now, u64 function)
{
	u64 thunk = stock_thunk(binary, function);

	return thunk && branches(addr, now, OPCODE_CALL, thunk);
}

/* Is @target the indirect thunk for a register, of the kind @kind? */
static bool is_thunk(const struct binary *binary, const char *kind, unsigned int reg,
		     u64 target)
{
	char name[64];

	snprintf(name, sizeof(name), "__x86_indirect_%sthunk_%s", kind, registers[reg]);
	return target && binary_address(binary, name) == target;
}

static unsigned int thunk_register(const struct binary *binary, u64 target)
{
	unsigned int reg;

	for (reg = 0; reg < NOT_FOUND; reg++)
		if (reg != RSP && is_thunk(binary, "", reg, target))
			return reg;
	return NOT_FOUND;
}

/* jmp *%reg; int3: what the kernel has put after a branch elsewhere for ITS. */
static bool is_its_thunk(const struct binary *binary, u64 addr, unsigned int reg)
{
	const u8 expected[] = { 0x41, 0xff, 0xe0 + (reg & 7), OPCODE_INT3 };
	const u8 *from = reg >= 8 ? expected : expected + 1;
	size_t size = reg >= 8 ? 4 : 3;
	u8 bytes[4];

	return !binary_read(binary, addr, bytes, size) && !memcmp(bytes, from, size);
}

/* The same branch, to another thunk for the same register. */
static bool to_other_thunk(const struct binary *binary, u64 addr, const u8 *file,
			   const u8 *now, unsigned int len, unsigned int reg)
{
	u64 target = patched_target(addr + len, now, len);

	return !memcmp(file, now, len - 4) &&
	       (is_thunk(binary, "call_", reg, target) ||
		is_thunk(binary, "jump_", reg, target) || is_its_thunk(binary, target, reg));
}

static bool is_branch(const u8 *bytes, unsigned int len)
{
	unsigned int prefix = len == 6 && bytes[0] == PREFIX_CS;

	return len - prefix == 5 && (bytes[prefix] == OPCODE_CALL || bytes[prefix] == OPCODE_JMP);
}

/* [lfence;] call or jmp *%reg, with an int3 after a jump, and NOPs. */
static bool is_indirect(struct mover *mover, const u8 *file, const u8 *now,
			unsigned int len, unsigned int reg, bool lfence)
{
	bool jump = file[len == 6] == OPCODE_JMP;
	u8 bytes[16];
	unsigned int i = 0;

	memset(bytes, OPCODE_NOP, sizeof(bytes));
	if (lfence) {
		memcpy(bytes, LFENCE, 3);
		i = 3;
	}
	if (reg >= 8)
		bytes[i++] = 0x41;
	bytes[i++] = OPCODE_GROUP_5;
	bytes[i++] = (jump ? 0xe0 : 0xd0) + (reg & 7);
	if (jump && i < len)
		bytes[i++] = OPCODE_INT3;
	if (i > len)
		return false;
	if (!memcmp(bytes, now, len))
		return true;
	move_nops(mover, NOPS_11_JUMP, bytes, len);
	return !memcmp(bytes, now, len);
}

static bool retpoline_legal(const struct patched *patched, const struct patch *patch,
			    const u8 *file, const u8 *now)
{
	const struct binary *binary = patched->binary;
	unsigned int len = patch->len, reg;

	if (!is_branch(file, len))
		return false;
	reg = thunk_register(binary, patched_target(patch->addr + len, file, len));
	if (reg == NOT_FOUND)
		return false;
	return is_indirect(patched->mover, file, now, len, reg, false) ||
	       is_indirect(patched->mover, file, now, len, reg, true) ||
	       to_other_thunk(binary, patch->addr, file, now, len, reg);
}

static bool call_legal(const struct binary *binary, const struct patch *patch,
		       const u8 *file, const u8 *now)
{
	return file[0] == OPCODE_CALL &&
	       patched_counts(binary, patch->addr, now, patched_target(patch->addr + 5, file, 5));
}

/* The key's function is data, and is believed if it is one, or in a module. */
static bool key_function(const struct patched *patched, const struct patch *patch,
			 u64 *function)
{
	return !binary_read(patched->binary, patch->ref, function, sizeof(*function)) &&
	       (!*function || function_at(patched->binary, *function) ||
		(patched->kernel && pvops_in_module(patched->kernel, *function)));
}

static bool static_tail_legal(const struct binary *binary, u64 addr, const u8 *now,
			      u64 function)
{
	if (function)
		return branches(addr, now, OPCODE_JMP, function);
	return return_legal(binary, addr, now);
}

static bool static_jcc_legal(const struct binary *binary, const struct patch *patch,
			     const u8 *file, const u8 *now, u64 function)
{
	u64 to = function ? function : binary_address(binary, "__static_call_return");
	u8 expected[6] = { file[0] };

	if (!stock_rel32(expected + 1, file[1], patch->addr + 1, to) &&
	    !memcmp(now, expected, sizeof(expected)))
		return true;
	memcpy(expected, now, sizeof(expected));
	expected[1] = OPCODE_JMP;
	return !function && !memcmp(file, now, 2) &&
	       jumps_to_return(binary, patch->addr + 1, expected + 1);
}

static bool static_call_legal(const struct patched *patched, const struct patch *patch,
			      const u8 *file, const u8 *now)
{
	const struct binary *binary = patched->binary;
	u64 return0 = binary_address(binary, "__static_call_return0"), function;

	if (!key_function(patched, patch, &function))
		return false;
	if (patch->len == 6)
		return static_jcc_legal(binary, patch, file, now, function);
	if (file[0] == OPCODE_JMP)
		return static_tail_legal(binary, patch->addr, now, function);
	if (!function)
		return !memcmp(now, nop5, 5);
	/* Where calls are counted, this function is called like any other. */
	if (patched_counts(binary, patch->addr, now, function))
		return true;
	return function == return0 ? !memcmp(now, "\x2e\x2e\x2e\x31\xc0", 5) :
	       branches(patch->addr, now, OPCODE_CALL, function);
}

static bool trampoline_legal(const struct patched *patched, const struct patch *patch,
			     const u8 *now)
{
	u64 function;

	return key_function(patched, patch, &function) &&
	       static_tail_legal(patched->binary, patch->addr, now, function);
}

static bool jump_legal(const struct patch *patch, const u8 *now)
{
	s64 distance = (s64)(patch->ref - patch->addr - 2);

	if (patch->len == 5)
		return !memcmp(now, nop5, 5) || branches(patch->addr, now, OPCODE_JMP, patch->ref);
	return !memcmp(now, nop2, 2) ||
	       (distance == (int8_t)distance && now[0] == OPCODE_JMP_SHORT &&
		now[1] == (u8)distance);
}

static const char *const callers[] = { "ftrace_caller", "ftrace_regs_caller", NULL };

static bool trace_legal(const struct binary *binary, const struct patch *patch,
			const u8 *now)
{
	return !memcmp(now, nop5, 5) ||
	       (now[0] == OPCODE_CALL &&
		stock_is(binary, patched_target(patch->addr + 5, now, 5), callers));
}

/* A tracer's function may be a module's, too: that is not known, and is reported. */
static bool tracer_legal(const struct binary *binary, const struct patch *patch,
			 const u8 *now)
{
	return !memcmp(now, nop5, 5) ||
	       ((now[0] == OPCODE_CALL || now[0] == OPCODE_JMP) &&
		function_at(binary, patched_target(patch->addr + 5, now, 5)));
}

static bool iret_legal(const struct binary *binary, const struct patch *patch,
		       const u8 *file, const u8 *now)
{
	const char *name = function_at(binary, patched_target(patch->addr + 5, now, 5));
	size_t size = name ? strlen(name) : 0;

	return file[0] == OPCODE_JMP && now[0] == OPCODE_JMP && size > 5 &&
	       !strcmp(name + size - 5, "_iret");
}

bool patched_branch_legal(const struct patched *patched, const struct patch *patch,
			  const u8 *file, const u8 *now)
{
	const struct binary *binary = patched->binary;

	switch ((enum patch_kind)patch->kind) {
	case PATCH_RETPOLINE:
		return retpoline_legal(patched, patch, file, now);
	case PATCH_RETURN:
		return file[0] == OPCODE_JMP && return_legal(binary, patch->addr, now);
	case PATCH_CALL:
		return call_legal(binary, patch, file, now);
	case PATCH_STATIC_CALL:
		return static_call_legal(patched, patch, file, now);
	case PATCH_TRAMPOLINE:
		return trampoline_legal(patched, patch, now);
	case PATCH_JUMP:
		return jump_legal(patch, now);
	case PATCH_TRACE:
		return trace_legal(binary, patch, now);
	case PATCH_TRACER:
		return tracer_legal(binary, patch, now);
	case PATCH_IRET:
		return iret_legal(binary, patch, file, now);
	default:
		return false;
	}
}
