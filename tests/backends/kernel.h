/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel's file: its memory at the addresses of its symbols. */
#ifndef TESTS_BACKENDS_KERNEL_H
#define TESTS_BACKENDS_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False if there is none; kernel_close() in any case. */
bool kernel_open(const char *path);
void kernel_close(void);
/* The address and size of a symbol; 0 if there is no such symbol. */
uint64_t kernel_symbol(const char *name, uint64_t *size);
/* The size of what a symbol says begins at @addr; 0 if none does. */
uint64_t kernel_size(uint64_t addr);
/* @size bytes at @addr, or NULL; they stay until kernel_close(). */
const void *kernel_memory(uint64_t addr, size_t size);
/* Is there code at @addr? */
bool kernel_code(uint64_t addr);

#endif
