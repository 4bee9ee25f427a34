/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels that have booted: the running one, and those in a dump.  What is in memory is
 * read from there; names come from /proc/kallsyms or from the kernel's file.
 */
#ifndef OBJTOOL_PV_MEMORY_H
#define OBJTOOL_PV_MEMORY_H

#include "../binary.h"

/* live.c */

/**
 * live_open - the running kernel, through /proc/kcore and /proc/kallsyms
 * @root:   where proc is, "/proc"; tests give a folder with files of the same names
 * @kernel: the same kernel's file (vmlinux or bzImage), or NULL: sections then are made
 *          from symbols (_stext, __start_rodata, ...), with what is needed of them
 *
 * Return: a binary, BINARY_BOOTED, or NULL with a reason (which for zeroed addresses in
 * kallsyms is to become root).
 */
struct binary *live_open(const char *root, struct binary *kernel, struct error *error);

/* dump.c */

/** dump_is - is the file at @path a dump that dump_open() reads? */
bool dump_is(const char *path);

/**
 * dump_open - a kernel in a memory dump
 * @path:   ELF vmcore of kdump, of QEMU's dump-guest-memory, or of `xl dump-core`
 * @kernel: the kernel's file, BINARY_BUILT; its sections and symbols are used, moved to
 *          where VMCOREINFO says that this kernel was.  Taken over on success
 *
 * A dump may be of a whole machine with a hypervisor in it: page tables that the dump
 * names (CR3 in the CPUs' notes) are tried until one maps this kernel.
 *
 * Return: a binary, BINARY_BOOTED, or NULL with a reason; @kernel is the caller's then.
 */
struct binary *dump_open(const char *path, struct binary *kernel, struct error *error);

/**
 * dump_writable - may the kernel write to @addr, as its page tables say?
 *
 * Return: 1, 0, or -1: the binary is not of a dump, or it cannot be told.
 */
int dump_writable(const struct binary *binary, u64 addr);

/**
 * dump_views - how many page tables map this kernel
 *
 * Number 0 is the kernel's own; the others are those that CPUs used.
 *
 * Return: 0: the binary is not of a dump, or of one without page tables.
 */
unsigned int dump_views(const struct binary *binary);

/**
 * dump_view - where page table @view leads
 * @frame:    set to the physical page's address
 * @writable: set to whether all levels allow writes
 *
 * Return: 0, or -1: nowhere, or there is no such page table.
 */
int dump_view(const struct binary *binary, unsigned int view, u64 addr, u64 *frame,
	      bool *writable);

/** dump_view_name - what page table @view is called; @to: DUMP_VIEW_NAME bytes */
#define DUMP_VIEW_NAME	64
void dump_view_name(const struct binary *binary, unsigned int view, char *to);

/**
 * dump_cpus - how many CPUs the dump has notes of
 * @foreign: set to how many of them have page tables without this kernel
 */
size_t dump_cpus(const struct binary *binary, size_t *foreign);

/** dump_unprotected - does the CPU write wherever it wants (CR0.WP is clear)? */
bool dump_unprotected(const struct binary *binary, size_t cpu);

#endif
