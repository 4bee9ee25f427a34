// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the selection of a backend on, its features are called at certain moments of the
 * kernel's life.  This file begins that, and has the last moment of set-up; those of CPUs
 * are in pvops/cpus.c, those of the machine as a whole in pvops/machine.c.
 */
#include <linux/cache.h>
#include <linux/init.h>
#include <asm/x86_init.h>
#include "lifecycle.h"

/* The kernel's own callback at the end of setup_arch(): it is called after ours. */
static void (*next_late)(void) __initdata;

static void __init late(void)
{
	pvops_ask_late();
	pvops_begin(late);
	pvops_watch_cpus();
	pvops_watch_machine();
	pvops_report_features();
	next_late();
}

/**
 * pvops_begin_life - from now on call the features of the selected backend
 *
 * A backend without features needs nothing of that.
 *
 * Context: boot CPU, in setup_arch(), after pvops_ask_early().
 */
void __init pvops_begin_life(void)
{
	if (!pvops_state.backend->features || !pvops_state.backend->features[0])
		return;
	next_late = x86_init.hyper.guest_late_init;
	x86_init.hyper.guest_late_init = late;
	pvops_watch_cpu_start();
}
