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

#define RET		0xc3
#define INT3		0xcc
#define RSP		4
#define NOT_FOUND	16

static const u8 nop5[] = { 0x0f, 0x1f, 0x44, 0x00, 0x00 };
static const u8 nop2[] = { 0x66, 0x90 };
static const u8 return5[] = { RET, INT3, INT3, INT3, INT3 };

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

static const char *function_at(const struct image *image, u64 addr)
{
	const struct image_symbol *symbol = image_symbol_at(image, addr);

	return symbol && symbol->addr == addr && image_executable(image, addr, 1) ?
	       symbol->name : NULL;
}

/* The return thunk that the kernel has chosen is one of its own. */
static bool jumps_to_return(const struct image *image, u64 addr, const u8 *now)
{
	u64 chosen = image_address(image, "x86_return_thunk"), thunk;
	const char *name;

	if (now[0] != JMP || !chosen || image_read(image, chosen, &thunk, sizeof(thunk)))
		return false;
	name = function_at(image, thunk);
	return name && strstr(name, "return_thunk") && branches(addr, now, JMP, thunk);
}

static bool return_legal(const struct image *image, u64 addr, const u8 *now)
{
	return !memcmp(now, return5, sizeof(return5)) || jumps_to_return(image, addr, now);
}

/* A call of what is in front of a function, where calls are counted. */
bool patched_counts(const struct image *image, u64 addr, const u8 *now, u64 function)
{
	u64 thunk = stock_thunk(image, function);

	return thunk && branches(addr, now, CALL, thunk);
}

/* Is @target the indirect thunk for a register, of the kind @kind? */
static bool is_thunk(const struct image *image, const char *kind, unsigned int reg,
		     u64 target)
{
	char name[64];

	snprintf(name, sizeof(name), "__x86_indirect_%sthunk_%s", kind, registers[reg]);
	return target && image_address(image, name) == target;
}

static unsigned int thunk_register(const struct image *image, u64 target)
{
	unsigned int reg;

	for (reg = 0; reg < NOT_FOUND; reg++)
		if (reg != RSP && is_thunk(image, "", reg, target))
			return reg;
	return NOT_FOUND;
}

/* jmp *%reg; int3: what the kernel has put behind a branch elsewhere for ITS. */
static bool is_its_thunk(const struct image *image, u64 addr, unsigned int reg)
{
	const u8 expected[] = { 0x41, 0xff, 0xe0 + (reg & 7), INT3 };
	const u8 *from = reg >= 8 ? expected : expected + 1;
	size_t size = reg >= 8 ? 4 : 3;
	u8 bytes[4];

	return !image_read(image, addr, bytes, size) && !memcmp(bytes, from, size);
}

/* The same branch, to another thunk for the same register. */
static bool to_other_thunk(const struct image *image, u64 addr, const u8 *file,
			   const u8 *now, unsigned int len, unsigned int reg)
{
	u64 target = patched_target(addr + len, now, len);

	return !memcmp(file, now, len - 4) &&
	       (is_thunk(image, "call_", reg, target) ||
		is_thunk(image, "jump_", reg, target) || is_its_thunk(image, target, reg));
}

static bool is_branch(const u8 *bytes, unsigned int len)
{
	unsigned int prefix = len == 6 && bytes[0] == 0x2e;

	return len - prefix == 5 && (bytes[prefix] == CALL || bytes[prefix] == JMP);
}

/* [lfence;] call or jmp *%reg, with an int3 behind a jump, and NOPs. */
static bool is_indirect(struct mover *mover, const u8 *file, const u8 *now,
			unsigned int len, unsigned int reg, bool lfence)
{
	bool jump = file[len == 6] == JMP;
	u8 bytes[16];
	unsigned int i = 0;

	memset(bytes, 0x90, sizeof(bytes));
	if (lfence) {
		memcpy(bytes, "\x0f\xae\xe8", 3);
		i = 3;
	}
	if (reg >= 8)
		bytes[i++] = 0x41;
	bytes[i++] = 0xff;
	bytes[i++] = (jump ? 0xe0 : 0xd0) + (reg & 7);
	if (jump && i < len)
		bytes[i++] = INT3;
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
	const struct image *image = patched->image;
	unsigned int len = patch->len, reg;

	if (!is_branch(file, len))
		return false;
	reg = thunk_register(image, patched_target(patch->addr + len, file, len));
	if (reg == NOT_FOUND)
		return false;
	return is_indirect(patched->mover, file, now, len, reg, false) ||
	       is_indirect(patched->mover, file, now, len, reg, true) ||
	       to_other_thunk(image, patch->addr, file, now, len, reg);
}

static bool call_legal(const struct image *image, const struct patch *patch,
		       const u8 *file, const u8 *now)
{
	return file[0] == CALL &&
	       patched_counts(image, patch->addr, now, patched_target(patch->addr + 5, file, 5));
}

/* The key's function is data, and is believed if it is one, or in a module. */
static bool key_function(const struct patched *patched, const struct patch *patch,
			 u64 *function)
{
	return !image_read(patched->image, patch->ref, function, sizeof(*function)) &&
	       (!*function || function_at(patched->image, *function) ||
		(patched->kernel && pvops_in_module(patched->kernel, *function)));
}

static bool static_tail_legal(const struct image *image, u64 addr, const u8 *now,
			      u64 function)
{
	if (function)
		return branches(addr, now, JMP, function);
	return return_legal(image, addr, now);
}

static bool static_jcc_legal(const struct image *image, const struct patch *patch,
			     const u8 *file, const u8 *now, u64 function)
{
	u64 to = function ? function : image_address(image, "__static_call_return");
	u8 expected[6] = { file[0] };

	if (!stock_rel32(expected + 1, file[1], patch->addr + 1, to) &&
	    !memcmp(now, expected, sizeof(expected)))
		return true;
	memcpy(expected, now, sizeof(expected));
	expected[1] = JMP;
	return !function && !memcmp(file, now, 2) &&
	       jumps_to_return(image, patch->addr + 1, expected + 1);
}

static bool static_call_legal(const struct patched *patched, const struct patch *patch,
			      const u8 *file, const u8 *now)
{
	const struct image *image = patched->image;
	u64 return0 = image_address(image, "__static_call_return0"), function;

	if (!key_function(patched, patch, &function))
		return false;
	if (patch->len == 6)
		return static_jcc_legal(image, patch, file, now, function);
	if (file[0] == JMP)
		return static_tail_legal(image, patch->addr, now, function);
	if (!function)
		return !memcmp(now, nop5, 5);
	/* Where calls are counted, this function is called like any other. */
	if (patched_counts(image, patch->addr, now, function))
		return true;
	return function == return0 ? !memcmp(now, "\x2e\x2e\x2e\x31\xc0", 5) :
	       branches(patch->addr, now, CALL, function);
}

static bool trampoline_legal(const struct patched *patched, const struct patch *patch,
			     const u8 *now)
{
	u64 function;

	return key_function(patched, patch, &function) &&
	       static_tail_legal(patched->image, patch->addr, now, function);
}

static bool jump_legal(const struct patch *patch, const u8 *now)
{
	s64 distance = (s64)(patch->ref - patch->addr - 2);

	if (patch->len == 5)
		return !memcmp(now, nop5, 5) || branches(patch->addr, now, JMP, patch->ref);
	return !memcmp(now, nop2, 2) ||
	       (distance == (int8_t)distance && now[0] == 0xeb &&
		now[1] == (u8)distance);
}

static const char *const callers[] = { "ftrace_caller", "ftrace_regs_caller", NULL };

static bool trace_legal(const struct image *image, const struct patch *patch,
			const u8 *now)
{
	return !memcmp(now, nop5, 5) ||
	       (now[0] == CALL &&
		stock_is(image, patched_target(patch->addr + 5, now, 5), callers));
}

/* A tracer's function may be a module's, too: that is not known, and is reported. */
static bool tracer_legal(const struct image *image, const struct patch *patch,
			 const u8 *now)
{
	return !memcmp(now, nop5, 5) ||
	       ((now[0] == CALL || now[0] == JMP) &&
		function_at(image, patched_target(patch->addr + 5, now, 5)));
}

static bool iret_legal(const struct image *image, const struct patch *patch,
		       const u8 *file, const u8 *now)
{
	const char *name = function_at(image, patched_target(patch->addr + 5, now, 5));
	size_t size = name ? strlen(name) : 0;

	return file[0] == JMP && now[0] == JMP && size > 5 &&
	       !strcmp(name + size - 5, "_iret");
}

bool patched_branch_legal(const struct patched *patched, const struct patch *patch,
			  const u8 *file, const u8 *now)
{
	const struct image *image = patched->image;

	switch ((enum patch_kind)patch->kind) {
	case PATCH_RETPOLINE:
		return retpoline_legal(patched, patch, file, now);
	case PATCH_RETURN:
		return file[0] == JMP && return_legal(image, patch->addr, now);
	case PATCH_CALL:
		return call_legal(image, patch, file, now);
	case PATCH_STATIC_CALL:
		return static_call_legal(patched, patch, file, now);
	case PATCH_TRAMPOLINE:
		return trampoline_legal(patched, patch, now);
	case PATCH_JUMP:
		return jump_legal(patch, now);
	case PATCH_TRACE:
		return trace_legal(image, patch, now);
	case PATCH_TRACER:
		return tracer_legal(image, patch, now);
	case PATCH_IRET:
		return iret_legal(image, patch, file, now);
	default:
		return false;
	}
}
