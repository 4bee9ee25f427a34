// SPDX-License-Identifier: GPL-2.0-only
/*
 * For an emulator that runs a thread for each CPU and may execute an int3 that is no longer
 * there, also at upstream's own jump labels: tests/vm/README.md says how to see that. We
 * take it that a translation of the block outlives the byte; this has not been shown.
 *
 * An int3 whose byte in memory is something else is such a case. It is counted, the
 * translation is made invalid by a write that changes nothing, and the instruction begins
 * anew. On a CPU that is one this never happens: the kernel has all CPUs synchronise after
 * each change. The log says "pvops_stale: N" when the module leaves.
 */
#include <linux/atomic.h>
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/notifier.h>
#include <asm/processor-flags.h>
#include <asm/ptrace.h>
#include <asm/text-patching.h>

static atomic_t stale;

/* Locked, as others may be about to change the byte. Interrupts are off here. */
static void touch(u8 *byte)
{
	unsigned long cr0, writable;

	asm volatile("mov %%cr0, %0" : "=r" (cr0));
	writable = cr0 & ~X86_CR0_WP;
	asm volatile("mov %[writable], %%cr0\n\t"
		     "lock orb $0, %[byte]\n\t"
		     "mov %[cr0], %%cr0"
		     : [byte] "+m" (*byte) : [writable] "r" (writable), [cr0] "r" (cr0)
		     : "memory", "cc");
}
NOKPROBE_SYMBOL(touch);

static int on_int3(struct notifier_block *block, unsigned long event, void *data)
{
	struct pt_regs *regs = ((struct die_args *)data)->regs;
	u8 *at = (u8 *)regs->ip - INT3_INSN_SIZE;

	if (event != DIE_INT3 || user_mode(regs) || READ_ONCE(*at) == INT3_INSN_OPCODE)
		return NOTIFY_DONE;
	atomic_inc(&stale);
	touch(at);
	regs->ip = (unsigned long)at;
	return NOTIFY_STOP;
}
NOKPROBE_SYMBOL(on_int3);

static struct notifier_block block = { .notifier_call = on_int3, .priority = INT_MAX };

static int __init pvops_stale_init(void)
{
	return register_die_notifier(&block);
}

static void __exit pvops_stale_exit(void)
{
	unregister_die_notifier(&block);
	pr_info("pvops_stale: %d\n", atomic_read(&stale));
}

module_init(pvops_stale_init);
module_exit(pvops_stale_exit);
MODULE_DESCRIPTION("Forgives an emulator its stale translations");
MODULE_LICENSE("GPL");
