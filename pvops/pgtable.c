// SPDX-License-Identifier: GPL-2.0-only
/* What the thunks of page-table entries need. */
#include <linux/mm_types.h>
#include <linux/sched/mm.h>
#include "internal.h"

/*
 * The area that thunks pass for a change of protection.  Implementations look at the
 * entry only; one of them also prints the address space in a trace.
 */
const struct vm_area_struct pvops_some_vma = { .vm_mm = &init_mm };
