// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel expects beside the table: the platform's name, the clocks that a
 * hypervisor may replace, and the I/O space that a guest without devices reserves.
 */
#ifndef CONFIG_PVOPS
#include "paravirt-upstream.c"
#else

#include <linux/export.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/jump_label.h>
#include <linux/printk.h>
#include <linux/static_call.h>
#include <asm/cpufeature.h>
#include <asm/paravirt.h>
#include <asm/qspinlock.h>
#include <asm/segment.h>
#include <asm/timer.h>

struct pv_info pv_info = {
	.name = "bare hardware",
	.extra_user_64bit_cs = __USER_CS,
};
EXPORT_SYMBOL_GPL(pv_info);

void __init default_banner(void)
{
	pr_info("Booting paravirtualized kernel on %s\n", pv_info.name);
}

/* An implementation that answers 0, and keeps all registers but the result's. */
DEFINE_ASM_FUNC(paravirt_ret0, "xor %eax, %eax", .entry.text);

/* Queued locks suffer where the holder can be preempted (asm/qspinlock.h). */
DEFINE_STATIC_KEY_FALSE(virt_spin_lock_key);

void __init native_pv_lock_init(void)
{
	if (boot_cpu_has(X86_FEATURE_HYPERVISOR))
		static_branch_enable(&virt_spin_lock_key);
}

/* --- clocks */

struct static_key paravirt_steal_enabled;
struct static_key paravirt_steal_rq_enabled;

static u64 native_steal_clock(int cpu)
{
	return 0;
}

DEFINE_STATIC_CALL(pv_steal_clock, native_steal_clock);
DEFINE_STATIC_CALL(pv_sched_clock, native_sched_clock);

void paravirt_set_sched_clock(u64 (*func)(void))
{
	static_call_update(pv_sched_clock, func);
}

/* --- I/O space */

static struct resource all_ports = {
	.name	= "paravirt-ioport",
	.start	= 0,
	.end	= IO_SPACE_LIMIT,
	.flags	= IORESOURCE_IO | IORESOURCE_BUSY,
};

/**
 * paravirt_disable_iospace - keep every driver off the I/O ports
 *
 * A guest without devices has nothing there; probing would only take time.
 *
 * Return: 0, or -EBUSY if a driver has been faster.
 * Context: early boot, before drivers.
 */
int paravirt_disable_iospace(void)
{
	return request_resource(&ioport_resource, &all_ports);
}

#endif
