/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PVOPS_TESTS_VM_MODULE_SAMPLE_H
#define PVOPS_TESTS_VM_MODULE_SAMPLE_H

#include <linux/types.h>

/* neighbours.c; process context, with interrupts on */
bool jump_label_works(void);
bool static_call_works(void);
bool fault_is_fixed(void);

#endif
