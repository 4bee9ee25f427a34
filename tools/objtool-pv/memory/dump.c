// SPDX-License-Identifier: GPL-2.0-only
/*
 * A kernel in a memory dump, as a binary.
 *
 * Memory is read as the kernel's page tables map it, which is what its CPUs execute.
 * Only for parts of its binary that it has unmapped (boot code) their old place is looked
 * at: the bytes are still there unless the page was used for something else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "dump.h"

/* SDM Vol. 3A, 2.5 */
#define CR0_WP	(1ull << 16)
#define CR0_PG	(1ull << 31)

static bool in_binary(const struct dump *dump, u64 addr, size_t len)
{
	return addr >= dump->start && addr < dump->end && len <= dump->end - addr;
}

static int read_memory(void *ctx, u64 addr, void *to, size_t len)
{
	struct dump *dump = ctx;

	if (dump->walks && !pagetable_read(&dump->table, addr, to, len))
		return 0;
	if (dump->linear && in_binary(dump, addr, len) &&
	    !space_read(&dump->phys, dump_linear(dump, addr), to, len))
		return 0;
	return dump->direct ? space_read(&dump->virt, addr, to, len) : -1;
}

static void close_memory(void *ctx)
{
	struct dump *dump = ctx;

	if (dump->file.close)
		dump->file.close(dump->file.ctx);
	core_free(&dump->core);
	space_free(&dump->phys);
	space_free(&dump->machine);
	space_free(&dump->virt);
	source_close(&dump->source);
	free(dump->view);
	free(dump->name);
	free(dump);
}

/* Where the binary is: its sections, but those whose addresses are per-CPU offsets. */
static void set_extent(struct dump *dump, const struct binary *kernel, u64 slide)
{
	size_t i;

	dump->start = UINT64_MAX;
	for (i = 0; i < kernel->nsections; i++) {
		const struct binary_section *section = &kernel->sections[i];
		u64 start = section->addr + slide;

		if (!section->alloc || !(section->addr >> 63))
			continue;
		if (start < dump->start)
			dump->start = start;
		if (start + section->size > dump->end)
			dump->end = start + section->size;
	}
}

static int find(struct dump *dump, const struct binary *kernel, struct error *error)
{
	int size = banner_read(kernel, dump->banner, dump->release, error);

	if (size < 0)
		return -1;
	dump->banner_size = size;
	dump->search.build_id = kernel->build_id;
	dump->search.release = dump->release;
	if (dump_load(dump, error) || dump_find_info(dump, kernel, error))
		return -1;
	dump->banner_addr = binary_address(kernel, "linux_banner") +
			    dump->search.info.slide;
	set_extent(dump, kernel, dump->search.info.slide);
	if (dump_find_memory(dump, error) || dump_check_cpus(dump, kernel, error))
		return -1;
	dump_find_views(dump);
	return 0;
}

/* From here on @kernel is what was dumped. */
static struct binary *become(struct binary *kernel, struct dump *dump)
{
	binary_slide(kernel, dump->search.info.slide);
	free(kernel->name);
	kernel->name = xstrdup(dump->name);
	kernel->state = BINARY_BOOTED;
	dump->file = kernel->memory;
	kernel->memory = (struct memory){ read_memory, close_memory, dump };
	return kernel;
}

struct binary *dump_open_source(const char *name, const struct source *source,
				struct binary *kernel, struct error *error)
{
	struct dump *dump = xcalloc(1, sizeof(*dump));

	dump->name = xstrdup(name);
	dump->source = *source;
	if (!find(dump, kernel, error))
		return become(kernel, dump);
	close_memory(dump);
	return NULL;
}

bool dump_is(const char *path)
{
	struct source source;
	bool is;

	if (source_open(&source, path, NULL))
		return false;
	is = core_is(&source);
	source_close(&source);
	return is;
}

struct binary *dump_open(const char *path, struct binary *kernel, struct error *error)
{
	struct source source;

	if (source_open(&source, path, error))
		return NULL;
	return dump_open_source(path, &source, kernel, error);
}

static struct dump *dump_of(const struct binary *binary)
{
	struct dump *dump = binary->memory.ctx;

	return binary->memory.read == read_memory && dump->walks ? dump : NULL;
}

int dump_writable(const struct binary *binary, u64 addr)
{
	struct dump *dump = dump_of(binary);
	const struct pagetable_page *page = dump ? pagetable_walk(&dump->table, addr) : NULL;

	return page ? page->writable : -1;
}

unsigned int dump_views(const struct binary *binary)
{
	struct dump *dump = dump_of(binary);

	return dump ? dump->nviews + 1 : 0;
}

int dump_view(const struct binary *binary, unsigned int view, u64 addr, u64 *frame,
	      bool *writable)
{
	struct dump *dump = dump_of(binary);
	const struct pagetable_page *page;

	if (!dump || view > dump->nviews)
		return -1;
	page = pagetable_walk(view ? &dump->view[view - 1].table : &dump->table, addr);
	if (!page)
		return -1;
	*frame = page->frame;
	*writable = page->writable;
	return 0;
}

void dump_view_name(const struct binary *binary, unsigned int view, char *to)
{
	struct dump *dump = dump_of(binary);

	if (!dump || !view || view > dump->nviews)
		strcpy(to, "the kernel's page table");
	else
		sprintf(to, "the page table of CPU %u%s", dump->view[view - 1].cpu,
			dump->view[view - 1].user ? " in user mode" : "");
}

size_t dump_cpus(const struct binary *binary, size_t *foreign)
{
	struct dump *dump = dump_of(binary);

	*foreign = dump ? dump->foreign : 0;
	return dump ? dump->ncpus : 0;
}

bool dump_unprotected(const struct binary *binary, size_t cpu)
{
	struct dump *dump = dump_of(binary);

	return dump && cpu < dump->ncpus && !(dump->cpu[cpu].cr0 & CR0_WP) &&
	       dump->cpu[cpu].cr0 & CR0_PG;
}
