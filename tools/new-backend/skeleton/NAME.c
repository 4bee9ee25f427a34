// SPDX-License-Identifier: GPL-2.0-only
/* Guests of @name@: how the host is recognised and called, and what it offers. */
#include <linux/init.h>
#include <linux/percpu.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <asm/pvops/backend.h>
#include "abi.h"

/* The first of the host's CPUID leaves; 0 if it is another host, or none. */
static u32 __init first_leaf(void)
{
	if (!boot_cpu_has(X86_FEATURE_HYPERVISOR))
		return 0;
	return hypervisor_cpuid_base(@NAME@_SIGNATURE, @NAME@_LEAF_FEATURES);
}

static int __init detect(void)
{
	return first_leaf() ? 50 : 0;
}

/* --- what every host has: calls */

/* The template in templates.S stands for this function. */
long pvops_@name@_hypercall(unsigned long nr, unsigned long a, unsigned long b,
			unsigned long c, unsigned long d)
{
	asm volatile("vmcall" : "+a" (nr) : "b" (a), "c" (b), "d" (c), "S" (d) : "memory");
	return nr;
}

static const struct pvops_table host_table = {
	.host.hypercall = pvops_@name@_hypercall,
};

/* --- a feature: no delay between accesses to I/O ports */

PVOPS_COUNTER(delays_avoided);

static void no_delay(void)
{
	pvops_count_one(delays_avoided);
}

static const char *__init no_delay_why_not(void)
{
	if (!(cpuid_eax(first_leaf() + @NAME@_LEAF_FEATURES) & @NAME@_FEATURE_NO_DELAY))
		return "not offered by the host";
	return NULL;
}

static const struct pvops_table no_delay_table = {
	.cpu.io_delay = no_delay,
};

static const struct pvops_feature no_delay_feature __refconst = {
	.name = "no-delay",
	.why_not = no_delay_why_not,
	.table = &no_delay_table,
	.counts = PVOPS_COUNTS(PVOPS_COUNT("avoided", delays_avoided)),
};

/* --- the backend */

static const struct pvops_feature *const features[] = {
	&no_delay_feature,
	NULL
};

static const struct pvops_backend backend __refconst = {
	.name = "@name@",
	.detect = detect,
	.table = &host_table,
	.features = features,
};
PVOPS_BACKEND(backend);
