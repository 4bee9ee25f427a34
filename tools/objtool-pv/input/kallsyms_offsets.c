// SPDX-License-Identifier: GPL-2.0-only
/*
 * The addresses of kallsyms: 32-bit numbers, relative to a base, or in 7.2 each to its
 * own address (kallsyms_sym_address() in kernel/kallsyms.c).
 *
 * With CONFIG_KALLSYMS_ABSOLUTE_PERCPU a number that is not negative is an absolute
 * address, and a negative one x stands for base - 1 - x; without it all of them are
 * offsets (kernel/kallsyms.c of Linux 6.12).  The base is the address of the first
 * symbol that is not absolute (scripts/kallsyms.c), where there is no base that symbol
 * is where the text begins, and symbols are sorted by address: things that random bytes
 * do not have.
 */
#include <string.h>

#include "kallsyms.h"

/* Where the kernel is mapped: __START_KERNEL_map, arch/x86/include/asm/page_64_types.h. */
#define KERNEL_MAP	0xffffffff80000000ull

bool kallsyms_address(const struct kallsyms *tables, u32 symbol, u64 *addr)
{
	u64 at = tables->offsets + 4 * (u64)symbol;
	u32 offset = kallsyms_u32(tables, at);

	if (tables->own) {
		*addr = tables->addr + at + (u64)(s64)(s32)offset;
		return true;
	}
	if (!tables->absolute) {
		*addr = tables->base + offset;
		return true;
	}
	/* -1 - x of a negative x is what the complement of its bits says. */
	*addr = tables->base + (u32)~offset;
	return offset >> 31;
}

/* Relative symbols begin with one at the base, and none is before the one before it. */
static bool are_ascending(const struct kallsyms *tables)
{
	u64 last = 0, addr;
	u32 i;

	for (i = 0; i < tables->count; i++) {
		if (!kallsyms_address(tables, i, &addr)) {
			if (last)
				return false;
			continue;
		}
		if (addr < tables->base || addr < last ||
		    (!last && addr != tables->base))
			return false;
		last = addr;
	}
	return last;
}

static bool try_offsets(struct kallsyms *tables, u64 offsets, u64 base)
{
	u32 i;

	tables->offsets = offsets;
	tables->own = false;
	tables->absolute = false;
	memcpy(&tables->base, tables->data + base, sizeof(tables->base));
	if (tables->base < KERNEL_MAP)
		return false;
	for (i = 0; i < tables->count && !tables->absolute; i++)
		tables->absolute = kallsyms_u32(tables, offsets + 4 * (u64)i) >> 31;
	return are_ascending(tables);
}

/* Room for the offsets, up to where the next table begins. */
static u64 offsets_length(const struct kallsyms *tables)
{
	return (4 * (u64)tables->count + tables->align - 1) & ~(tables->align - 1ull);
}

/* 7.2: after the index of tokens, and no base. */
static bool find_own(struct kallsyms *tables)
{
	u64 offsets = tables->index + 2 * KALLSYMS_TOKENS;

	if (tables->text < KERNEL_MAP || offsets + offsets_length(tables) > tables->size)
		return false;
	tables->offsets = offsets;
	tables->base = tables->text;
	tables->own = true;
	tables->absolute = false;
	return are_ascending(tables);
}

/* 6.5 to 6.12: after the index of tokens. */
static bool find_after(struct kallsyms *tables)
{
	u64 offsets = tables->index + 2 * KALLSYMS_TOKENS;
	u64 base = offsets + offsets_length(tables);

	return base + sizeof(u64) <= tables->size && try_offsets(tables, offsets, base);
}

/* Until 6.4: in front of the number of symbols. */
static bool find_before(struct kallsyms *tables)
{
	u64 length = offsets_length(tables) + sizeof(u64);

	return length <= tables->num &&
	       try_offsets(tables, tables->num - length, tables->num - sizeof(u64));
}

bool kallsyms_find_offsets(struct kallsyms *tables)
{
	return find_after(tables) || find_before(tables) || find_own(tables);
}
