// SPDX-License-Identifier: GPL-2.0-only
/* What the thunks of page-table entries need. */
#include <linux/mm_types.h>
#include <linux/sched/mm.h>
#include "internal.h"

/*
 * The area that a change of protection is said to be in.  Implementations look at
 * the entry only, but for one that names the address space in a trace.
 */
const struct vm_area_struct pvops_some_vma = { .vm_mm = &init_mm };
