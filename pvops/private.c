// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which instructions of the kernel are nobody's but the compiler's.  A site that has
 * nothing to do becomes prefixes of the instruction behind it (pvops/patcher/behind.c),
 * which then starts at the site.  That must not happen to an instruction that is
 * known by its address: one that alternatives replace, or whose fault has a fixup.
 *
 * Each such address sets one bit of a map, at a place that its hash says.  A bit that
 * another address has set costs a NOP and is no error.
 */
#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/processor.h>
#include <asm/alternative.h>
#include <asm/extable.h>
#include "internal.h"

#define TAKEN_BITS	15	/* 4 KiB; a few thousand addresses set a tenth of it */

extern struct exception_table_entry __start___ex_table[], __stop___ex_table[];

static DECLARE_BITMAP(pvops_taken, 1 << TAKEN_BITS) __ro_after_init;

static void __init take(const s32 *relative)
{
	__set_bit(hash_64((u64)relative + *relative, TAKEN_BITS), pvops_taken);
}

/**
 * pvops_private_init - learn the addresses that others know
 *
 * Context: boot CPU, before patching.
 */
void __init pvops_private_init(void)
{
	const struct exception_table_entry *fixup;
	const struct alt_instr *alt;

	for (alt = __alt_instructions; alt < __alt_instructions_end; alt++)
		take(&alt->instr_offset);
	for (fixup = __start___ex_table; fixup < __stop___ex_table; fixup++)
		take(&fixup->insn);
}

/**
 * pvops_private - is the kernel's instruction at @addr only the compiler's?
 * @addr: its address
 *
 * Context: any, after pvops_private_init().
 */
bool pvops_private(u64 addr)
{
	return !test_bit(hash_64(addr, TAKEN_BITS), pvops_taken);
}
