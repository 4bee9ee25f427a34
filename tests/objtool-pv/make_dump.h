/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory dumps made by hand: ELF cores with any pieces of memory and notes, cores of
 * `xl dump-core`, the VMCOREINFO in them and the kernel that they are of.
 *
 * Pieces may be as small as an entry of a page table, so whole dumps have some 2 KiB.
 */
#ifndef TESTS_OBJTOOL_PV_MAKE_DUMP_H
#define TESTS_OBJTOOL_PV_MAKE_DUMP_H

#include "../../tools/objtool-pv/binary.h"
#include "../../tools/objtool-pv/input/input.h"
#include "../../tools/objtool-pv/memory/dump.h"

/* The kernel: as linked, and where KASLR put it. */
#define KERNEL_TEXT	0xffffffff81000000ull
#define KERNEL_RODATA	0xffffffff81001000ull
#define KERNEL_BANNER	(KERNEL_RODATA + 0x40)
#define KERNEL_PGT	0xffffffff81002000ull
#define KERNEL_INIT	0xffffffff81003000ull
#define KERNEL_END	0xffffffff81004000ull
#define KERNEL_SLIDE	0x13000000ull
#define KERNEL_PHYS	0x5000000ull		/* phys_base */
#define KERNEL_BUILD	"00112233445566778899aabbccddeeff00112233"
#define BANNER		"Linux version 6.12.0-test (made@by.hand) #1\n"
#define RELEASE		"6.12.0-test"

/* Where physical memory has what the kernel has at an address of its file. */
#define PHYS(addr)	((addr) + KERNEL_SLIDE - 0xffffffff80000000ull + KERNEL_PHYS)

#define PTE_P		1ull
#define PTE_RW		2ull
#define PTE_PS		0x80ull

/** make_booted - the kernel's file, with (or without) a build id */
struct binary *make_booted(const char *build_id);

/** make_info - its VMCOREINFO at @to, MAKE_INFO bytes; @tail is added; its length */
#define MAKE_INFO	1024
int make_info(char *to, const char *build_id, u64 slide, const char *tail);

struct make_dump;

/** make_dump - an empty dump */
struct make_dump *make_dump(void);

/** make_memory - @len bytes of memory; @vaddr as a program header says it */
void make_memory(struct make_dump *dump, u64 vaddr, u64 paddr, const void *bytes,
		 size_t len);

/** make_entry - an entry of a page table at @table */
void make_entry(struct make_dump *dump, u64 table, unsigned int index, u64 entry);

/**
 * make_mapping - the entries that map the 4 KiB page at @vaddr to @frame
 * @levels: 4 or 5
 * @root:   address of the topmost table; the others follow, a page each
 * @flags:  of the last entry; the others are present and writable
 */
void make_mapping(struct make_dump *dump, int levels, u64 root, u64 vaddr, u64 frame,
		  u64 flags);

/** make_note - a note of type 0 */
void make_note(struct make_dump *dump, const char *name, const void *data, size_t size);

/** make_cpu - QEMU's note of a CPU */
void make_cpu(struct make_dump *dump, u64 cr3, u64 cr4);

/** make_cpu_state - likewise, with all that is read of it */
void make_cpu_state(struct make_dump *dump, const struct dump_cpu *cpu);

/** make_core - the ELF core; @counted: the first section counts the segments */
struct blob make_core(struct make_dump *dump, bool counted);

/**
 * make_xen - the core of `xl dump-core`; every piece of memory was a part of one page
 * @pv: page tables hold numbers of machine frames: make_machine() of the guest's
 */
struct blob make_xen(struct make_dump *dump, bool pv);

/** make_machine - the machine address of a PV guest's physical one */
u64 make_machine(u64 paddr);

#endif
