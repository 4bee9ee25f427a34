/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that read dumps share: a dump on its way from a file to the memory of
 * a binary.
 */
#ifndef OBJTOOL_PV_DUMP_H
#define OBJTOOL_PV_DUMP_H

#include "core.h"
#include "memory.h"
#include "pagetable.h"
#include "vmcoreinfo.h"

#define BANNER_MAX	512
/* More CPUs than this have no more page tables that are worth a try. */
#define CPUS_MAX	1024

/**
 * struct dump_cpu - what a CPU's note says of its page tables
 * @cr0: whether they protect anything from the kernel
 * @cr3: physical address of the root, with flags in its lowest bits
 * @cr4: tells the number of levels
 * @idt: address of the interrupt descriptor table
 */
struct dump_cpu {
	u64 cr0, cr3, cr4, idt;
};

/**
 * struct dump_view - page tables that a CPU uses
 * @cpu:   its number
 * @user:  those of user mode, which map little of the kernel
 * @table: they
 */
struct dump_view {
	unsigned int cpu;
	bool user;
	struct pagetable table;
};

/**
 * struct dump - a dump
 * @name:    what the user called it
 * @source:  its bytes
 * @core:    its headers
 * @phys:    physical memory: what the dumped kernel takes for that
 * @machine: what page tables of a PV guest of Xen hold addresses of, if @xen_pv
 * @virt:    virtual memory, where the file says that it has it
 * @xen_pv:  is it one?
 * @cpu:     @ncpus of them
 * @search:  for VMCOREINFO
 * @banner:  the text of linux_banner in the kernel's file, @banner_size bytes with its
 *           end, and @banner_addr, where it is now
 * @release: the release in @banner
 * @start:   of the kernel's binary, now
 * @end:     of it
 * @table:   page tables that are this kernel's, if @walks
 * @linear:  is the binary where phys_base says?
 * @direct:  are virtual addresses of the file this kernel's?
 * @view:    page tables of CPUs that map this kernel, no two the same; @nviews of them
 * @foreign: how many CPUs have others
 * @file:    memory of the kernel's file, from before
 */
struct dump {
	char *name;
	struct source source;
	struct core core;
	struct space phys, machine, virt;
	bool xen_pv;
	struct dump_cpu cpu[CPUS_MAX];
	size_t ncpus;
	struct vmcoreinfo_search search;
	char banner[BANNER_MAX], release[BANNER_MAX];
	size_t banner_size;
	u64 banner_addr, start, end;
	struct pagetable table;
	bool walks, linear, direct;
	struct dump_view *view;
	size_t nviews;
	unsigned int foreign;
	struct memory file;
};

/**
 * dump_open_source - dump_open(), with the dump's bytes from anywhere
 * @source: taken over, also if this fails
 */
struct binary *dump_open_source(const char *name, const struct source *source,
				struct binary *kernel, struct error *error);

/* banner.c */

/**
 * banner_read - the text that tells one build of a kernel from another
 * @kernel:  the kernel's file
 * @banner:  BANNER_MAX bytes
 * @release: BANNER_MAX bytes, for the part of it that uname -r says; may be NULL
 *
 * Return: its size with the zero that ends it, or -1 with a reason.
 */
int banner_read(const struct binary *kernel, char *banner, char *release,
		struct error *error);

/* dump_load.c */

/** dump_load - what the headers and notes say; 0, or -1 with a reason */
int dump_load(struct dump *dump, struct error *error);

/* xen_core.c */

/** xen_core_load - the memory in a file of `xl dump-core`; 0, or -1 with a reason */
int xen_core_load(struct dump *dump, struct error *error);

/* dump_find.c */

/** dump_find_info - find the kernel's VMCOREINFO; 0, or -1 with a reason */
int dump_find_info(struct dump *dump, const struct binary *kernel, struct error *error);

/** dump_find_memory - find out how to get to the kernel; 0, or -1 with a reason */
int dump_find_memory(struct dump *dump, struct error *error);

/** dump_try_root - make @root dump->table; is it a page table of this kernel? */
bool dump_try_root(struct dump *dump, u64 root, bool la57);

/* dump_roots.c */

/**
 * dump_find_root - search all memory for a page table of this kernel
 *
 * Return: 1 found, as dump->table, 0 there is none, -1 with a reason: there are some of
 * different kernels.
 */
int dump_find_root(struct dump *dump, struct error *error);

/* dump_views.c */

/** dump_find_views - find dump->view, once it is known where the kernel is */
void dump_find_views(struct dump *dump);

/**
 * dump_check_cpus - do the CPUs run the kernel that VMCOREINFO tells of?
 * @kernel: its file, not moved yet
 *
 * Return: 0, or -1 with a reason: one of them runs it at another address.
 */
int dump_check_cpus(struct dump *dump, const struct binary *kernel, struct error *error);

/* dump_find.c */

#define DUMP_CR3_ROOT	0x000ffffffffff000ull	/* SDM Vol. 3A, 4.5, table 4-12 */
#define DUMP_CR4_LA57	(1ull << 12)		/* SDM Vol. 3A, 2.5 */
/* With page-table isolation a user's root follows the kernel's (Linux: asm/pgtable.h). */
#define DUMP_USER_ROOT	0x1000ull

/** dump_linear - physical address of @addr, which is in the kernel's binary */
u64 dump_linear(const struct dump *dump, u64 addr);

#endif
