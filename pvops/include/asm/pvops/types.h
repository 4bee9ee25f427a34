/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fixed-width types, bool and size_t, under the kernel's names: in the kernel its own,
 * in a user-space program (unit tests, auditing tools) those of the C compiler.
 */
#ifndef PVOPS_TYPES_H
#define PVOPS_TYPES_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
#endif

#endif
