// SPDX-License-Identifier: GPL-2.0-only
/*
 * A running kernel as a binary, from its memory and the names that it gives to it.
 *
 * Without the kernel's file, sections are what linker symbols enclose.  With it, the
 * file's sections and symbols are moved to where the kernel is, and it is made sure that
 * it is this kernel's file.  Modules have names in kallsyms only.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "core.h"
#include "dump.h"
#include "live.h"
#include "proc.h"
#include "space.h"

#define SECTION_MAX	(1ull << 30)	/* a kernel's mapping is no larger */

/**
 * struct live - memory of a running kernel
 * @name:   path of kcore
 * @source: kcore
 * @core:   its headers
 * @space:  its memory by virtual address
 * @file:   memory of the kernel's file, from before
 */
struct live {
	char *name;
	struct source source;
	struct core core;
	struct space space;
	struct memory file;
};

static const struct {
	const char *name, *start, *end;
	bool exec, write;
} sections[] = {
	{ ".text",	"_stext",	  "_etext",	  true,  false },
	{ ".rodata",	"__start_rodata", "__end_rodata", false, false },
	{ ".data",	"_sdata",	  "_edata",	  false, true },
	/* Freed after boot, but its pages can be read. */
	{ ".init.text", "_sinittext",	  "_einittext",	  true,  false },
	{ ".bss",	"__bss_start",	  "__bss_stop",	  false, true },
};

static int read_memory(void *ctx, u64 addr, void *to, size_t len)
{
	struct live *live = ctx;

	return space_read(&live->space, addr, to, len);
}

static void close_memory(void *ctx)
{
	struct live *live = ctx;

	if (live->file.close)
		live->file.close(live->file.ctx);
	core_free(&live->core);
	space_free(&live->space);
	source_close(&live->source);
	free(live->name);
	free(live);
}

static int open_kcore(struct live *live, struct error *error)
{
	size_t i;

	live->space.source = &live->source;
	if (core_read(&live->core, live->name, &live->source, error))
		return -1;
	for (i = 0; i < live->core.nsegments; i++) {
		const Elf64_Phdr *segment = &live->core.segments[i];

		if (segment->p_type == PT_LOAD)
			ranges_add(&live->space.ranges, segment->p_vaddr,
				   segment->p_filesz, segment->p_offset);
	}
	ranges_ready(&live->space.ranges);
	return 0;
}

static void add_sections(struct binary *binary)
{
	size_t i;

	for (i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		u64 start = binary_address(binary, sections[i].start);
		u64 end = binary_address(binary, sections[i].end);
		struct binary_section section = {
			.name = sections[i].name, .addr = start, .size = end - start,
			.alloc = true, .exec = sections[i].exec,
			.write = sections[i].write,
		};

		if (start && end > start && section.size <= SECTION_MAX)
			binary_add_section(binary, &section);
	}
}

/* Without the kernel's file: @names becomes the binary. */
static int use_names(struct live *live, const struct live_files *files,
		     struct binary *names, struct error *error)
{
	const struct binary_section *text;
	u8 byte;

	add_sections(names);
	text = binary_section(names, ".text");
	if (!text)
		return error_set(error, "%s: does not say where the code is (_stext, "
				 "_etext): give the kernel's file", files->kallsyms_path);
	if (space_read(&live->space, text->addr, &byte, 1))
		return error_set(error, "%s: nothing at 0x%llx, where the code is to be",
				 live->name, (unsigned long long)text->addr);
	return 0;
}

static int check_banner(struct live *live, const struct binary *kernel, u64 slide,
			struct error *error)
{
	char banner[BANNER_MAX], text[BANNER_MAX];
	int size = banner_read(kernel, banner, NULL, error);

	if (size < 0)
		return -1;
	if (space_read(&live->space, binary_address(kernel, "linux_banner") + slide, text,
		       size) || memcmp(text, banner, size))
		return error_set(error, "%s is not the file of the running kernel: its "
				 "linux_banner is not in memory: give the one that was booted",
				 kernel->name);
	return 0;
}

static int find_slide(struct live *live, const struct live_files *files,
		      const struct binary *kernel, const struct binary *names, u64 *slide,
		      struct error *error)
{
	u64 built = binary_address(kernel, "_text"), now = binary_address(names, "_text");

	if (files->build_id[0] && kernel->build_id[0] &&
	    strcmp(files->build_id, kernel->build_id))
		return error_set(error, "%s has build id %s, but the running kernel has %s: "
				 "give the file that was booted", kernel->name,
				 kernel->build_id, files->build_id);
	if (!built || !now)
		return error_set(error, "%s: no symbol _text, which tells where the kernel "
				 "is", built ? files->kallsyms_path : kernel->name);
	*slide = now - built;
	return check_banner(live, kernel, *slide, error);
}

/* With the kernel's file: it becomes the binary, and gets the names of modules. */
static int use_kernel(struct live *live, const struct live_files *files,
		      struct binary *kernel, const struct binary *names,
		      struct error *error)
{
	u64 slide = 0;
	size_t i;

	if (find_slide(live, files, kernel, names, &slide, error))
		return -1;
	binary_slide(kernel, slide);
	for (i = 0; i < names->nsymbols; i++)
		if (proc_in_module(&names->symbols[i]))
			binary_add_symbol(kernel, &names->symbols[i]);
	binary_ready(kernel);
	free(kernel->name);
	kernel->name = xstrdup(live->name);
	return 0;
}

/* From here on @binary is what runs. */
static void become(struct binary *binary, struct live *live,
		   const struct live_files *files)
{
	binary_keep(binary, files->kallsyms);
	if (files->build_id[0])
		memcpy(binary->build_id, files->build_id, sizeof(binary->build_id));
	binary->state = BINARY_BOOTED;
	live->file = binary->memory;
	binary->memory = (struct memory){ read_memory, close_memory, live };
}

static int make(struct live *live, const struct live_files *files,
		struct binary *kernel, struct binary *names, struct error *error)
{
	if (open_kcore(live, error) ||
	    proc_symbols(names, files->kallsyms_path, files->kallsyms,
			 files->kallsyms_size, error))
		return -1;
	names->symbol_source = "/proc/kallsyms";
	binary_ready(names);
	return kernel ? use_kernel(live, files, kernel, names, error) :
			use_names(live, files, names, error);
}

struct binary *live_make(const struct live_files *files, struct binary *kernel,
			 struct error *error)
{
	struct binary *names = binary_new(files->kcore_path);
	struct live *live = xcalloc(1, sizeof(*live));

	live->name = xstrdup(files->kcore_path);
	live->source = files->kcore;
	if (make(live, files, kernel, names, error)) {
		binary_free(names);
		free(files->kallsyms);
		close_memory(live);
		return NULL;
	}
	if (kernel)
		binary_free(names);
	else
		kernel = names;
	become(kernel, live, files);
	return kernel;
}
