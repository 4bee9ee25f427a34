// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions of the kernel that something refers to by address: alternatives replace
 * them, or their fault has a fixup.  A site that has nothing to do becomes prefixes of
 * the next instruction (pvops/patcher/next_insn.c), which then starts at the site.  That
 * must not happen to a claimed instruction.
 *
 * The hash of each claimed address sets one bit of a map.  An unclaimed address whose
 * hash is the same costs a NOP and is no error.
 */
#include <linux/bitmap.h>
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/processor.h>
#include <asm/alternative.h>
#include <asm/extable.h>
#include "internal.h"

#define CLAIMED_BITS	15	/* 4 KiB; a few thousand addresses set a tenth of it */

extern struct exception_table_entry __start___ex_table[], __stop___ex_table[];

static DECLARE_BITMAP(pvops_claimed_map, 1 << CLAIMED_BITS) __ro_after_init;

static void __init claim(const s32 *relative)
{
	__set_bit(hash_64((u64)relative + *relative, CLAIMED_BITS), pvops_claimed_map);
}

/**
 * pvops_claimed_init - learn which instructions are claimed
 *
 * Context: boot CPU, before patching.
 */
void __init pvops_claimed_init(void)
{
	const struct exception_table_entry *fixup;
	const struct alt_instr *alt;

	for (alt = __alt_instructions; alt < __alt_instructions_end; alt++)
		claim(&alt->instr_offset);
	for (fixup = __start___ex_table; fixup < __stop___ex_table; fixup++)
		claim(&fixup->insn);
}

/**
 * pvops_claimed - does something refer to the kernel's instruction at @addr?
 * @addr: its address
 *
 * Context: any, after pvops_claimed_init().
 */
bool pvops_claimed(u64 addr)
{
	return test_bit(hash_64(addr, CLAIMED_BITS), pvops_claimed_map);
}
