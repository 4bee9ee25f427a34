// SPDX-License-Identifier: GPL-2.0-only
/*
 * Modules and object files: the addresses of their sections and symbols.
 *
 * Each section gets a range of addresses with a gap after it, so that what runs over
 * the end of one is not taken for the next.  Names that the file does not define get
 * a range of their own after all sections.  All of it is where a kernel's code is, so
 * that it fits every field that a kernel or a module can be linked with.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "../alloc.h"
#include "elf_file.h"

#define FIRST_ADDR	0xffffffff81000000ull
#define LAST_ADDR	0xfffffffff0000000ull
#define PAGE		0x1000ull
/* Code is aligned to 2 MiB at most. */
#define ALIGN_MAX	0x200000ull
/* Sites name slots of pv_ops, of some 700 bytes, by their offset. */
#define UNDEFINED_SIZE	4096

/**
 * struct layout - addresses as they are given away
 * @file:   whose
 * @binary: where sections and symbols go
 * @next:   the first address that is free
 * @value:  of each symbol of @file
 */
struct layout {
	const struct elf_file *file;
	struct binary *binary;
	u64 next;
	u64 *value;
};

/* An address range for @size bytes; 0 if there is no room. */
static u64 take(struct layout *layout, u64 size, u64 align)
{
	u64 addr = (layout->next + align - 1) & ~(align - 1);

	if (addr > LAST_ADDR || size > LAST_ADDR - addr)
		return 0;
	layout->next = addr + size;
	return addr;
}

static u64 section_align(const Elf64_Shdr *header)
{
	u64 align = header->sh_addralign;

	return align <= PAGE || align > ALIGN_MAX || align & (align - 1) ? PAGE : align;
}

static int place_sections(struct layout *layout, struct error *error)
{
	u32 i;

	for (i = 1; i < layout->file->nsections; i++) {
		struct binary_section section = elf_binary_section(layout->file, i);

		if (section.alloc) {
			section.addr = take(layout, section.size,
					    section_align(&layout->file->header[i]));
			layout->next += PAGE;
		}
		if (section.alloc && !section.addr)
			return error_set(error, "%s: %s: no room for 0x%" PRIx64 " bytes",
					 layout->file->name, section.name, section.size);
		binary_add_section(layout->binary, &section);
	}
	return 0;
}

static int symbol_value(struct layout *layout, const struct elf_symbol *symbol,
			u64 *value, struct error *error)
{
	const struct elf_file *file = layout->file;
	u64 size = UNDEFINED_SIZE;

	*value = symbol->addr;
	if (symbol->section) {
		/* The end of a section is a place that symbols have, too. */
		if (symbol->addr > file->header[symbol->section].sh_size)
			return error_set(error, "%s: symbol %s at 0x%" PRIx64
					 " is past the end of %s", file->name,
					 symbol->name, symbol->addr,
					 elf_section_name(file, symbol->section));
		*value += layout->binary->sections[symbol->section - 1].addr;
		return 0;
	}
	if (symbol->special == SHN_ABS)
		return 0;
	if (symbol->special == SHN_COMMON && symbol->size > size)
		size = symbol->size;
	*value = take(layout, size, UNDEFINED_SIZE);
	return *value ? 0 : error_set(error, "%s: symbol %s: no room for it", file->name,
				      symbol->name);
}

static int place_symbols(struct layout *layout, struct error *error)
{
	const struct elf_file *file = layout->file;
	struct elf_symbol symbol;
	u32 i;

	for (i = 1; i < file->nsymbols; i++) {
		if (elf_file_symbol(file, i, &symbol, error) ||
		    symbol_value(layout, &symbol, &layout->value[i], error))
			return -1;
		if (!elf_wanted(&symbol) || symbol.special == SHN_ABS)
			continue;
		/* A name in what is no memory has no address. */
		if (symbol.section && !(file->header[symbol.section].sh_flags & SHF_ALLOC))
			continue;
		binary_add_symbol(layout->binary, &(struct binary_symbol){
			.addr = layout->value[i],
			.size = symbol.section || symbol.special == SHN_COMMON ?
				symbol.size : UNDEFINED_SIZE,
			.name = symbol.name,
			.function = elf_function(file, &symbol),
			.undefined = !symbol.section && symbol.special == SHN_UNDEF,
		});
	}
	if (layout->binary->nsymbols)
		layout->binary->symbol_source = "symtab";
	return 0;
}

int relocatable_read(const struct elf_file *file, struct binary *binary,
		     struct error *error)
{
	struct layout layout = { file, binary, FIRST_ADDR, NULL };
	int ret;

	binary->kind = BINARY_MODULE;
	layout.value = xcalloc((size_t)file->nsymbols + 1, sizeof(*layout.value));
	ret = place_sections(&layout, error);
	if (!ret)
		ret = place_symbols(&layout, error);
	if (!ret)
		ret = relocate(file, binary, layout.value, error);
	free(layout.value);
	return ret;
}
