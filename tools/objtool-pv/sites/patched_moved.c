// SPDX-License-Identifier: GPL-2.0-only
/*
 * What KASLR does to code: absolute addresses of the kernel's mapping, of 4 or 8 bytes,
 * get the slide added; displacements from %rip to per-CPU data, which does not move, get
 * it subtracted (arch/x86/boot/compressed/misc.c of Linux 6.12, handle_relocations()).
 */
#include <string.h>

#include "../opcodes.h"
#include "patched.h"

/* __START_KERNEL_map and the size of the mapping (Documentation/arch/x86/x86_64/mm.rst) */
#define MAP_START	0xffffffff80000000ull
#define MAP_SIZE	0x40000000ull
/* Per-CPU data begins at 0 and has some hundred kilobytes. */
#define PERCPU_MAX	0x400000ull
#define IMM_MAX		4	/* bytes between a displacement and its instruction's end */

static bool in_kernel(u64 addr)
{
	return addr - MAP_START < MAP_SIZE;
}

static bool moved_64(const struct binary *binary, const u8 *file, const u8 *now)
{
	u64 before, after;

	memcpy(&before, file, sizeof(before));
	memcpy(&after, now, sizeof(after));
	return in_kernel(before) && after == before + binary->slide;
}

/* Is the word after @before, of which @count are there, one that %rip is added to? */
static bool is_relative(const u8 *before, size_t count)
{
	u8 last = count ? before[count - 1] : 0, second = count > 1 ? before[count - 2] : 0;

	/* CALL, JMP, Jcc (SDM Vol. 2, tables) */
	if (last == OPCODE_CALL || last == OPCODE_JMP || (second == 0x0f && (last & 0xf0) == 0x80))
		return true;
	/* ModRM with mod 0 and r/m 5 (table 2-7), and not ADD, OR, ... imm32 to %rax */
	return (last & 0xc7) == 0x05 &&
	       (second != 0x48 || (count > 2 && before[count - 3] == 0x0f));
}

/*
 * The word at @at.  Without its upper half an address is the difference of two, of which
 * one has moved: with the mapping's start subtracted it is a physical one.
 */
static bool moved_32(const struct binary *binary, u64 addr, const u8 *file, const u8 *now,
		     size_t at)
{
	u32 slide = binary->slide;
	s32 before, after;
	u64 target;
	int imm;

	memcpy(&before, file + at, sizeof(before));
	memcpy(&after, now + at, sizeof(after));
	if ((u32)after == (u32)before + slide)
		return in_kernel((u64)(s64)before) ||
		       ((u32)before < MAP_SIZE && !is_relative(file, at));
	for (imm = 0; imm <= IMM_MAX; imm++) {
		target = addr + at - binary->slide + sizeof(before) + imm + (u64)(s64)before;
		if (target < PERCPU_MAX && (u32)after == (u32)before - slide)
			return true;
	}
	return false;
}

unsigned int moved_length(const struct binary *binary, u64 addr, const u8 *file,
			  const u8 *now, size_t size, size_t at, size_t *from)
{
	size_t back;

	for (back = 0; back < 8 && back <= at; back++) {
		*from = at - back;
		if (size - *from >= 8 && moved_64(binary, file + *from, now + *from))
			return 8;
		if (back < 4 && size - *from >= 4 &&
		    moved_32(binary, addr, file, now, *from))
			return 4;
	}
	return 0;
}
