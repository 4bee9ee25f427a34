/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one place where the patcher learns in which world it is compiled: the
 * kernel, or a user-space program (unit tests, auditing tools).  It needs the
 * fixed-width types, size_t, bool and the four memory functions that a
 * freestanding compiler may call anyway.
 */
#ifndef PVOPS_PATCHER_ENV_H
#define PVOPS_PATCHER_ENV_H

#ifdef __KERNEL__
#include <linux/init.h>
#include <linux/stddef.h>
#include <linux/types.h>
#include <linux/string.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Only the kernel gives memory of its boot code back. */
#define __init

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
#endif

#endif
