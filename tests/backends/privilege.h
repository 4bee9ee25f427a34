/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel that does not run at CPL 0 cannot do as bare metal does, and so what the
 * table of its backend has to hold.
 */
#ifndef TESTS_BACKENDS_PRIVILEGE_H
#define TESTS_BACKENDS_PRIVILEGE_H

#include <asm/pvops/ids.h>
#include "held.h"
#include "record.h"

/*
 * The name of the first instruction that faults at CPL 3, or silently does something else
 * there; NULL if there is none.
 */
const char *privileged_instruction(const uint8_t *code, size_t size);

/*
 * The same of an operation whose function on bare metal has no template that would show it,
 * or is followed by it; NULL if that function works at CPL 3, or has a template.
 */
const char *privileged_by_hand(unsigned int op);

/* Is nothing to be said by hand of this operation: its function has no such instruction? */
bool unprivileged_by_hand(unsigned int op);

/* Of each operation what bare metal's way of it needs CPL 0 for; NULL if nothing. */
void privileged_ops(const struct records *native, const char *need[PVOPS_NR]);

/* Does the backend do without @need, bare metal's way of @op?  If not, @why says so. */
bool held_is_enough(const struct held *held, unsigned int op, const char *need, char *why);

#endif
