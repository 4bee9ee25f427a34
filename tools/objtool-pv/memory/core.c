// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers of ELF core files.  libelf is not used as it wants a file that it can map or
 * whose size it knows, which /proc/kcore is not.
 *
 * A core has segments or, if Xen's tools wrote it, sections; the latter are looked at
 * only where there are none of the former.  Counts are believed up to a limit, and
 * what they count must be there.
 */
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "core.h"

#define SEGMENTS_MAX	(1u << 20)	/* 56 MiB of headers */
#define SECTIONS_MAX	4096u
#define STRINGS_MAX	(1u << 20)

static int read_header(const struct source *source, Elf64_Ehdr *header)
{
	return source_read(source, 0, header, sizeof(*header)) ||
	       memcmp(header->e_ident, ELFMAG, SELFMAG) ||
	       header->e_ident[EI_CLASS] != ELFCLASS64 ||
	       header->e_ident[EI_DATA] != ELFDATA2LSB ||
	       header->e_type != ET_CORE || header->e_machine != EM_X86_64 ? -1 : 0;
}

bool core_is(const struct source *source)
{
	Elf64_Ehdr header;

	return !read_header(source, &header);
}

/* ELF gABI: 0xffff segments or more are counted in the first section header. */
static int count_segments(struct core *core, const Elf64_Ehdr *header,
			  struct error *error)
{
	Elf64_Shdr first;

	core->nsegments = header->e_phnum;
	if (header->e_phnum != PN_XNUM)
		return 0;
	if (header->e_shentsize != sizeof(first) ||
	    source_read(core->source, header->e_shoff, &first, sizeof(first)))
		return error_set(error, "%s: the section header that counts the segments "
				 "is missing: the dump is incomplete", core->name);
	core->nsegments = first.sh_info;
	return 0;
}

static int read_segments(struct core *core, const Elf64_Ehdr *header,
			 struct error *error)
{
	size_t count;

	if (count_segments(core, header, error))
		return -1;
	count = core->nsegments;
	core->nsegments = 0;
	if (!count)
		return 0;
	if (header->e_phentsize != sizeof(Elf64_Phdr) || count > SEGMENTS_MAX ||
	    count * sizeof(Elf64_Phdr) > core->source->size)
		return error_set(error, "%s: %zu segments with headers of %u bytes: "
				 "the file is damaged", core->name, count,
				 header->e_phentsize);
	core->segments = xcalloc(count, sizeof(Elf64_Phdr));
	if (source_read(core->source, header->e_phoff, core->segments,
			count * sizeof(Elf64_Phdr)))
		return error_set(error, "%s: the headers of %zu segments are not all "
				 "there: the dump is incomplete", core->name, count);
	core->nsegments = count;
	return 0;
}

static int read_strings(struct core *core, size_t index, struct error *error)
{
	const Elf64_Shdr *section;

	if (index >= core->nsections)
		return error_set(error, "%s: section %zu is to have names, but there are "
				 "only %zu", core->name, index, core->nsections);
	section = &core->sections[index];
	if (!section->sh_size || section->sh_size > STRINGS_MAX)
		return error_set(error, "%s: names of sections of %llu bytes", core->name,
				 (unsigned long long)section->sh_size);
	core->strings = xcalloc(section->sh_size + 1, 1);
	core->nstrings = section->sh_size;
	if (source_read(core->source, section->sh_offset, core->strings, core->nstrings))
		return error_set(error, "%s: the names of its sections are missing: "
				 "the dump is incomplete", core->name);
	return 0;
}

static int read_sections(struct core *core, const Elf64_Ehdr *header,
			 struct error *error)
{
	size_t count = header->e_shnum;

	if (!count)
		return 0;
	if (header->e_shentsize != sizeof(Elf64_Shdr) || count > SECTIONS_MAX)
		return error_set(error, "%s: %zu sections with headers of %u bytes: "
				 "the file is damaged", core->name, count,
				 header->e_shentsize);
	core->sections = xcalloc(count, sizeof(Elf64_Shdr));
	core->nsections = count;
	if (source_read(core->source, header->e_shoff, core->sections,
			count * sizeof(Elf64_Shdr)))
		return error_set(error, "%s: the headers of %zu sections are not all "
				 "there: the dump is incomplete", core->name, count);
	return read_strings(core, header->e_shstrndx, error);
}

int core_read(struct core *core, const char *name, const struct source *source,
	      struct error *error)
{
	Elf64_Ehdr header;

	memset(core, 0, sizeof(*core));
	core->name = name;
	core->source = source;
	if (read_header(source, &header))
		return error_set(error, "%s: not an ELF core file of an x86-64 machine",
				 name);
	if (read_segments(core, &header, error))
		return -1;
	return core->nsegments ? 0 : read_sections(core, &header, error);
}

const Elf64_Shdr *core_section(const struct core *core, const char *name)
{
	size_t i;

	for (i = 0; i < core->nsections; i++) {
		const Elf64_Shdr *section = &core->sections[i];

		if (section->sh_name < core->nstrings &&
		    !strcmp(core->strings + section->sh_name, name))
			return section;
	}
	return NULL;
}

void core_free(struct core *core)
{
	free(core->segments);
	free(core->sections);
	free(core->strings);
	memset(core, 0, sizeof(*core));
}
