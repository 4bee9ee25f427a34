// SPDX-License-Identifier: GPL-2.0-only
/* What bare metal's backend makes of a site, whichever backend the kernel is bound to. */
#include <stdlib.h>

#include "../alloc.h"
#include "pvops.h"

void pvops_native_read(struct pvops_kernel *kernel)
{
	struct pvops_binding *native;
	u64 table = binary_address(kernel->binary, "pvops_native_table");

	if (!table)
		return;
	native = xcalloc(1, sizeof(*native));
	*native = kernel->binding;
	if (binary_read(kernel->binary, table, native->function, sizeof(native->function))) {
		free(native);
		return;
	}
	pvops_binding_index(native);
	kernel->native = native;
}

bool pvops_native(const struct site *site, struct pvops_native *to)
{
	const struct pvops_kernel *kernel = pvops_of(site->table);
	struct pvpatch_choice choice;
	struct pvpatch_site decoded;

	if (!kernel || !kernel->native || site->bad)
		return false;
	decoded = pvops_decoded(site);
	if (pvops_binding_choose(kernel->native, &decoded, &choice))
		return false;
	to->function = kernel->native->function[decoded.op];
	to->is_inline = choice.code.bytes && choice.code.len <= site->len;
	to->code = to->is_inline ? choice.code.bytes : NULL;
	to->len = to->is_inline ? choice.code.len : 0;
	return true;
}
