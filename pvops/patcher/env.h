/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one place where the patcher learns in which world it is compiled: the
 * kernel, or a user-space program (unit tests, auditing tools).  It needs the
 * types of asm/pvops/types.h and the memory functions that a freestanding
 * compiler may call anyway.
 */
#ifndef PVOPS_PATCHER_ENV_H
#define PVOPS_PATCHER_ENV_H

#include <asm/pvops/types.h>

#ifdef __KERNEL__
#include <linux/init.h>
#include <linux/stddef.h>
#include <linux/string.h>
#else
/* Only the kernel gives memory of its boot code back. */
#define __init

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
#endif

#endif
