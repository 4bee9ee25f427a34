// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a backend says of itself (asm/pvops/properties.h) becomes true for the kernel.
 *
 * The first call comes before anything else has run: no stack protector, no
 * instrumentation (Kbuild), and nothing here may need a call site or print.
 */
#include <linux/bits.h>
#include <linux/init.h>
#include <asm/cpufeature.h>
#include "internal.h"

/**
 * pvops_add_properties - the kernel has these properties from now on
 * @properties: a mask of PVOPS_PROPERTY(); other bits are ignored
 *
 * For what only the running machine tells; what is always so stands in
 * pvops_backend.properties.  Each CPU that is identified later has them too.  A property
 * that a kernel's configuration excludes stays without effect.
 *
 * Context: boot CPU, from its first instruction in C until a feature's early() returns.
 */
void __init pvops_add_properties(u32 properties)
{
	unsigned int bit;

	for (bit = 0; bit < 32; bit++)
		if (properties & PVOPS_PROPERTIES & BIT(bit))
			setup_force_cpu_cap(PVOPS_PROPERTY_WORD * 32 + bit);
}

/**
 * pvops_force_properties - the kernel has what its backend says in pvops_backend.properties
 * @backend: the backend that the kernel was entered by, or that was selected
 *
 * It may be called again for the same backend.
 *
 * Context: as pvops_add_properties().
 */
void __init pvops_force_properties(const struct pvops_backend *backend)
{
	pvops_add_properties(backend->properties);
}
