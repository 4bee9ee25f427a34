/* SPDX-License-Identifier: GPL-2.0-only */
/* As much of the kernel's compiler.h and types.h as headers that are tested here need. */
#ifndef TESTS_LINUX_COMPILER_H
#define TESTS_LINUX_COMPILER_H

#include <stdint.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef int8_t s8;
typedef uint8_t u8;

#ifndef __always_inline
#define __always_inline	inline __attribute__((always_inline))
#endif
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define READ_ONCE(x)	(*(const volatile __typeof__(x) *)&(x))

#endif
