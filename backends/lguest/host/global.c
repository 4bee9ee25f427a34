// SPDX-License-Identifier: GPL-2.0-only
/*
 * Global TLB entries: off on all CPUs while there is a machine. The switch to a
 * guest's page table would keep the host's, and the guest is CPL 3 at the host's own
 * addresses (threat table, "global host TLB entries").
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/mutex.h>
#include <asm/cpufeature.h>
#include <asm/tlbflush.h>

#include "lg.h"

static DEFINE_MUTEX(lock);
static unsigned int machines;
static int state = -1;

static void off(void *unused)
{
	cr4_update_irqsoff(0, X86_CR4_PGE);
	__flush_tlb_all();
}

static void on(void *unused)
{
	if (boot_cpu_has(X86_FEATURE_PGE))
		cr4_update_irqsoff(X86_CR4_PGE, 0);
}

/* A CPU comes, from the start or from sleep: both with global entries. */
static int online(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	if (READ_ONCE(machines))
		off(NULL);
	local_irq_restore(flags);
	return 0;
}

/** lg_global_init - be told of CPUs that come; 0 or an error */
int lg_global_init(void)
{
	state = cpuhp_setup_state_nocalls(CPUHP_AP_ONLINE_DYN, "lguest:online", online, NULL);
	return state < 0 ? state : 0;
}

/** lg_global_exit - the opposite; there is no machine */
void lg_global_exit(void)
{
	if (state >= 0)
		cpuhp_remove_state_nocalls(state);
}

/** lg_global_off - a machine begins; may sleep */
void lg_global_off(void)
{
	mutex_lock(&lock);
	cpus_read_lock();
	WRITE_ONCE(machines, machines + 1);
	if (machines == 1)
		on_each_cpu(off, NULL, 1);
	cpus_read_unlock();
	mutex_unlock(&lock);
}

/** lg_global_on - a machine has ended; may sleep */
void lg_global_on(void)
{
	mutex_lock(&lock);
	cpus_read_lock();
	WRITE_ONCE(machines, machines - 1);
	if (!machines)
		on_each_cpu(on, NULL, 1);
	cpus_read_unlock();
	mutex_unlock(&lock);
}
