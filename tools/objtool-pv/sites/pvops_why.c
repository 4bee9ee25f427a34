// SPDX-License-Identifier: GPL-2.0-only
/* Why a site of ours is what it is: the kernel's own reasons (pvops/choice.c). */
#include "../opcodes.h"
#include "pvops.h"

/* As the patcher would call it; the kernel knows its probes, and here int3 stands for one. */
static int form_of(const struct site *site)
{
	u8 bytes[SITE_BYTES];

	switch (site_form(site, bytes)) {
	case FORM_INDIRECT:
		return PVPATCH_INDIRECT;
	case FORM_DIRECT:
		return PVPATCH_DIRECT;
	case FORM_INLINE:
		return PVPATCH_INLINE;
	case FORM_UNREADABLE:
		return -PVPATCH_EREAD;
	default:
		return bytes[0] == OPCODE_INT3 ? -PVPATCH_EHELD : -PVPATCH_EOLD;
	}
}

bool pvops_why(const struct site *site, struct pvops_why *why)
{
	const struct pvops_kernel *kernel = pvops_of(site->table);
	struct pvpatch_site decoded;
	int form;

	if (!kernel)
		return false;
	form = form_of(site);
	if (form == -PVPATCH_EREAD)
		return false;
	decoded = pvops_decoded(site);
	*why = pvops_binding_why(&kernel->binding, &decoded,
				 kernel->bound ? kernel->mode : PVPATCH_INDIRECT, form);
	if (!kernel->bound && why->reason == PVOPS_WHY_MODE)
		why->reason = PVOPS_WHY_BUILT;
	return true;
}
