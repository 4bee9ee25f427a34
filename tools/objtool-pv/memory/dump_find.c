// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finding a kernel in the memory of a dump.
 *
 * Nothing is guessed: VMCOREINFO must name the build of the kernel's file, and a way to
 * get to its memory counts only if linux_banner is found at the end of it.  There are
 * four ways, tried in this order:
 *
 *	linear	physical address = address - start of the kernel mapping + phys_base;
 *		the kernel's own page table is found by it, and maps everything else
 *	CR3	page tables that CPUs used, where a hypervisor owns the machine and a
 *		kernel's idea of physical addresses is none of the dump's
 *	virtual	addresses that the file itself gives to its segments
 *	search	page tables anywhere in memory, where CPUs used none of this kernel
 */
#include <string.h>

#include "dump.h"

/* __START_KERNEL_map (arch/x86/include/asm/page_64_types.h of Linux 6.12) */
#define KERNEL_MAP	0xffffffff80000000ull

u64 dump_linear(const struct dump *dump, u64 addr)
{
	return addr - KERNEL_MAP + dump->search.info.phys_base;
}

static int set_info(struct dump *dump, const struct binary *kernel, struct error *error)
{
	const struct vmcoreinfo_search *search = &dump->search;

	if (search->found == 1)
		return 0;
	if (search->found > 1)
		return error_set(error, "%s: memory has VMCOREINFO of %s more than once, "
				 "and they differ: kernels of one build, of which only one "
				 "is running or is wanted", dump->name, kernel->name);
	if (search->others)
		return error_set(error, "%s: a dump of %s with build id %s, but %s is %s "
				 "with build id %s: give the file of the kernel that was "
				 "dumped", dump->name, search->other.release,
				 search->other.build_id[0] ? search->other.build_id : "none",
				 kernel->name, dump->release,
				 kernel->build_id[0] ? kernel->build_id : "none");
	return error_set(error, "%s: no VMCOREINFO in its notes, and none in its memory: "
			 "not a dump of Linux, one from before it had booted, or of a "
			 "kernel without CONFIG_VMCORE_INFO", dump->name);
}

int dump_find_info(struct dump *dump, const struct binary *kernel, struct error *error)
{
	/* A note was written by the kernel that was dumped, whatever else is in memory. */
	if (!dump->search.found && !dump->search.others)
		vmcoreinfo_scan(&dump->search, &dump->source, &dump->phys.ranges);
	return set_info(dump, kernel, error);
}

static bool is_banner(const struct dump *dump, const char *text)
{
	return !memcmp(text, dump->banner, dump->banner_size);
}

static bool try_linear(struct dump *dump)
{
	char text[BANNER_MAX];

	return !space_read(&dump->phys, dump_linear(dump, dump->banner_addr), text,
			   dump->banner_size) && is_banner(dump, text);
}

bool dump_try_root(struct dump *dump, u64 root, bool la57)
{
	struct space *frames = dump->xen_pv ? &dump->machine : &dump->phys;
	char text[BANNER_MAX];

	pagetable_init(&dump->table, &dump->phys, frames, root, la57 ? 5 : 4,
		       dump->search.info.sme_mask);
	return !pagetable_read(&dump->table, dump->banner_addr, text,
			       dump->banner_size) && is_banner(dump, text);
}

static bool try_cpus(struct dump *dump)
{
	size_t i;

	for (i = 0; i < dump->ncpus; i++) {
		u64 root = dump->cpu[i].cr3 & DUMP_CR3_ROOT & ~dump->search.info.sme_mask;
		bool la57 = dump->cpu[i].cr4 & DUMP_CR4_LA57;

		if (dump_try_root(dump, root, la57) ||
		    (root & DUMP_USER_ROOT && dump_try_root(dump, root & ~DUMP_USER_ROOT, la57)))
			return true;
	}
	return false;
}

static bool try_virtual(struct dump *dump)
{
	char text[BANNER_MAX];

	return !space_read(&dump->virt, dump->banner_addr, text, dump->banner_size) &&
	       is_banner(dump, text);
}

int dump_find_memory(struct dump *dump, struct error *error)
{
	const struct vmcoreinfo *info = &dump->search.info;
	int found;

	dump->linear = try_linear(dump);
	if (dump->linear)
		dump->walks = dump_try_root(dump, dump_linear(dump, info->init_top_pgt),
				       info->la57);
	if (!dump->walks)
		dump->walks = try_cpus(dump);
	dump->direct = try_virtual(dump);
	if (dump->linear || dump->walks || dump->direct)
		return 0;
	found = dump_find_root(dump, error);
	dump->walks = found > 0;
	if (found)
		return found > 0 ? 0 : -1;
	return error_set(error, "%s: cannot get to the kernel's memory: its linux_banner is "
			 "not at physical 0x%llx, where phys_base says, not after the page "
			 "tables of %zu CPUs, not in a segment with its address, and not "
			 "after any page that may be a page table", dump->name,
			 (unsigned long long)dump_linear(dump, dump->banner_addr),
			 dump->ncpus);
}
