// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the patcher reaches kernel text: before another CPU can run it, or on a live
 * machine.  All writing is done by the kernel's own text_poke code.
 */
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/module.h>
#include <linux/string.h>
#include <asm/sections.h>
#include <asm/text-patching.h>
#include "internal.h"

static bool in_module_text(const struct module *mod, u64 addr)
{
	return within_module_mem_type(addr, mod, MOD_TEXT) ||
	       within_module_mem_type(addr, mod, MOD_INIT_TEXT);
}

static bool text_contains(void *mod, u64 addr, unsigned int len)
{
	u64 last = addr + len - 1;

	if (mod)
		return in_module_text(mod, addr) && in_module_text(mod, last);
	/* Nearly always true, and asked three times for each site. */
	if (__is_kernel_text(addr) && __is_kernel_text(last))
		return true;
	return core_kernel_text(addr) && core_kernel_text(last);
}

static int text_read(void *mod, u64 addr, u8 *buf, unsigned int len)
{
	memcpy(buf, (void *)addr, len);
	return 0;
}

static int early_write(void *mod, u64 addr, const u8 *bytes, unsigned int len,
		       const u8 *call)
{
	text_poke_early((void *)addr, bytes, len);
	return 0;
}

/* A module's tables are not looked through: its sites that do nothing are NOPs. */
static bool text_claimed(void *mod, u64 addr)
{
	return mod || pvops_claimed(addr);
}

static void early_finish(void *mod)
{
}

/**
 * pvops_text_early - text that no other CPU can run yet
 * @mod: the module that is being loaded; NULL for the kernel during boot
 *
 * Context: the boot CPU before SMP, or module_finalize().
 */
struct pvpatch_text pvops_text_early(struct module *mod)
{
	return (struct pvpatch_text){
		.contains = text_contains,
		.read = text_read,
		.write = early_write,
		.finish = early_finish,
		.claimed = text_claimed,
		.ctx = mod,
	};
}

static bool live_held(void *mod, u64 addr, unsigned int len)
{
	return pvops_held(addr, len);
}

/*
 * What text_poke_queue() lets a CPU that comes by do is one instruction as long as the site:
 * prefixes take the place of the NOPs before the call.
 */
static int live_write(void *mod, u64 addr, const u8 *bytes, unsigned int len,
		      const u8 *call)
{
	unsigned int at = pvpatch_call_at(len);
	u8 stand_in[POKE_MAX_OPCODE_SIZE];

	if (len > sizeof(stand_in))
		return -EINVAL;
	memset(stand_in, PVPATCH_PREFIX, at);
	memcpy(stand_in + at, call + at, PVPATCH_CALL_LEN);
	text_poke_queue((void *)addr, bytes, len, stand_in);
	return 0;
}

static void live_finish(void *mod)
{
	text_poke_finish();
}

/**
 * pvops_text_live - text that other CPUs may run into at any time
 * @mod: the module, NULL for the kernel
 *
 * A CPU that reaches a site while it is replaced executes the site's call instead.
 *
 * Context: text_mutex held, all other CPUs parked (pvops/live.c).
 */
struct pvpatch_text pvops_text_live(struct module *mod)
{
	return (struct pvpatch_text){
		.contains = text_contains,
		.read = text_read,
		.write = live_write,
		.finish = live_finish,
		.held = live_held,
		.running = true,
		.claimed = text_claimed,
		.ctx = mod,
	};
}
