/* SPDX-License-Identifier: GPL-2.0-only */
/* From a kernel's file to a guest that can start. */
#ifndef LGUEST_KERNEL_H
#define LGUEST_KERNEL_H

#include "ram.h"

struct blob;

/**
 * struct start - where a guest begins
 * @entry: virtual address
 * @cr3:   physical address of the page table that is in the file
 * @end:   physical address behind the kernel, its memory of zeros included
 */
struct start {
	uint64_t entry, cr3, end;
};

/* kernel_file.c */

/** kernel_read - the ELF kernel in a bzImage or vmlinux, compressed or not; 0, or -1 */
int kernel_read(const char *path, struct blob *elf, struct error *error);

/* kernel_elf.c */

/**
 * kernel_load - put the segments of an ELF kernel to their physical addresses
 * @name: of the file, for messages
 * @elf:  nothing in it is trusted
 *
 * Return: 0, or -1 with a reason.
 */
int kernel_load(const char *name, const struct blob *elf, const struct ram *ram,
		struct start *start, struct error *error);

/* boot.c */

/** Where the guest finds struct boot_params. */
#define BOOT_PARAMS	0x10000

/**
 * boot_prepare - boot parameters, command line and initial ramdisk
 * @ram:     the kernel is in it already
 * @start:   of the kernel
 * @cmdline: its command line
 * @initrd:  path of a file, or NULL
 *
 * Return: 0, or -1 with a reason.
 */
int boot_prepare(const struct ram *ram, const struct start *start, const char *cmdline,
		 const char *initrd, struct error *error);

#endif
