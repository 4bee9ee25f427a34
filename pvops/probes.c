// SPDX-License-Identifier: GPL-2.0-only
/*
 * Other code that writes to sites: kprobes and kgdb, each at an address that a user chose.
 *
 * A kprobe keeps the instruction as it was when the probe was registered.  It executes
 * that copy, and writes the copy's first byte back when it is disarmed.  So from
 * registration on, be the probe armed or not, the bytes of the site must not change:
 * the site is held, and has whatever form it had.  An optimised probe is a jump over
 * several instructions, with copies of all of them elsewhere.
 *
 * A probe of the next instruction holds the site, too: a site that does nothing
 * on this platform is prefixes of that instruction (pvops/patcher/next_insn.c).  For the
 * same reason that instruction may begin at the site, and is probed there.
 *
 * Jump labels, static calls, ftrace and alternatives have places of their own, which
 * are never part of a site.
 */
#define pr_fmt(fmt) "pvops: " fmt

#include <linux/kgdb.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <asm/paravirt.h>
#include <asm/sections.h>
#include <asm/text-patching.h>
#include "internal.h"
#ifdef CONFIG_KPROBES
#include "../kernel/kprobes/common.h"
#endif

#ifdef CONFIG_KPROBES
/* How far after its own address a probe may have copied instructions, or jump over them. */
#ifdef CONFIG_OPTPROBES
#define PROBE_REACH	MAX_OPTIMIZED_LENGTH
#else
#define PROBE_REACH	1
#endif

static bool probed(u64 addr, unsigned int len)
{
	bool found = false;
	u64 at;

	rcu_read_lock();
	for (at = addr - (PROBE_REACH - 1); at <= addr + len && !found; at++)
		found = get_kprobe((void *)at);
	rcu_read_unlock();
	return found;
}
#else
static bool probed(u64 addr, unsigned int len)
{
	return false;
}
#endif

#ifdef CONFIG_KGDB
static bool stopped_at(u64 addr, unsigned int len)
{
	u64 at;

	for (at = addr; at <= addr + len; at++)
		if (*(u8 *)at == INT3_INSN_OPCODE && kgdb_has_hit_break(at))
			return true;
	return false;
}
#else
static bool stopped_at(u64 addr, unsigned int len)
{
	return false;
}
#endif

/**
 * pvops_held - does a probe or a breakpoint own bytes of a site, or a copy of them?
 * @addr: the site
 * @len:  its length
 *
 * The answer lasts while no task but the caller runs; elsewhere it is a hint.
 *
 * Context: any; @addr is in text that exists.
 */
bool pvops_held(u64 addr, unsigned int len)
{
	return probed(addr, len) || stopped_at(addr, len);
}

#ifdef CONFIG_KPROBES
/*
 * Are all bytes of the site prefixes, and so part of the next instruction?  A probe
 * of that instruction may be there already: then its own copy of the bytes counts.
 */
static bool merged(const struct pvpatch_site *site)
{
	kprobe_opcode_t buf[MAX_INSN_SIZE];
	const u8 *bytes;
	unsigned int i;

	preempt_disable();
	bytes = (const u8 *)recover_probed_instruction(buf, site->addr);
	preempt_enable();
	for (i = 0; bytes && i < site->len; i++)
		if (bytes[i] != PVPATCH_PREFIX)
			return false;
	return bytes;
}

/*
 * Modules' sites are never merged (pvops/text.c), and the kernel's table is there for
 * good, so no lock is needed; it is read in the linker's order, which does not change.
 */
static u64 merged_site(u64 addr)
{
	const struct pvops_sites kernel = pvops_kernel_sites();
	struct pvpatch_site site;
	u32 i;

	for (i = 0; i < kernel.count; i++)
		if (!pvops_decode(&kernel, i, &site) &&
		    site.addr + site.len == addr && merged(&site))
			return site.addr;
	return 0;
}

/**
 * pvops_probe_addr - where an instruction begins that is to be probed
 * @addr: where the kernel's file on disk has it
 *
 * Return: @addr, or the site before it if the site's bytes are the instruction's
 * prefixes now.
 * Context: any.
 */
unsigned long pvops_probe_addr(unsigned long addr)
{
	u64 site = core_kernel_text(addr) ? merged_site(addr) : 0;

	if (!site)
		return addr;
	pr_info_ratelimited("the instruction at %pS begins at %pS now: it is probed there\n",
			    (void *)addr, (void *)site);
	return site;
}
#endif
