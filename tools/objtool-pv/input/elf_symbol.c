// SPDX-License-Identifier: GPL-2.0-only
/* What is the same for sections and symbols of linked and of relocatable files. */
#include <string.h>

#include "elf_file.h"

/* The number of a symbol's section where it does not fit into the symbol. */
static u32 large_index(const struct elf_file *file, u32 i)
{
	u32 index;

	if (!file->shndx || (u64)(i + 1) * sizeof(index) >
			    file->header[file->shndx].sh_size ||
	    !elf_section_data(file, file->shndx))
		return SHN_UNDEF;
	memcpy(&index, elf_section_data(file, file->shndx) + (size_t)i * sizeof(index),
	       sizeof(index));
	return index;
}

int elf_file_symbol(const struct elf_file *file, u32 i, struct elf_symbol *symbol,
		    struct error *error)
{
	const Elf64_Shdr *strings = &file->header[file->header[file->symtab].sh_link];
	Elf64_Sym raw;

	memcpy(&raw, elf_section_data(file, file->symtab) + (size_t)i * sizeof(raw),
	       sizeof(raw));
	*symbol = (struct elf_symbol){
		.addr = raw.st_value,
		.size = raw.st_size,
		.type = ELF64_ST_TYPE(raw.st_info),
	};
	if (raw.st_name >= strings->sh_size)
		return error_set(error, "%s: symbol %u: its name is not in the string table",
				 file->name, i);
	symbol->name = (const char *)file->data + strings->sh_offset + raw.st_name;
	if (strnlen(symbol->name, ELF_NAME_MAX) == ELF_NAME_MAX)
		return error_set(error, "%s: symbol %u: its name is too long",
				 file->name, i);
	if (raw.st_shndx == SHN_XINDEX)
		symbol->section = large_index(file, i);
	else if (raw.st_shndx < SHN_LORESERVE)
		symbol->section = raw.st_shndx;
	else
		symbol->special = raw.st_shndx;
	if (symbol->section >= file->nsections)
		return error_set(error, "%s: symbol %u: there is no section %u",
				 file->name, i, symbol->section);
	return 0;
}

bool elf_wanted(const struct elf_symbol *symbol)
{
	return symbol->name[0] && (symbol->type == STT_NOTYPE ||
				   symbol->type == STT_FUNC ||
				   symbol->type == STT_OBJECT ||
				   symbol->type == STT_COMMON);
}

/*
 * A section that may be written to holds data, even if it is marked as code as well:
 * .data of 7.2 is, for the sake of __relocate_kernel_start, which runs as a copy
 * (arch/x86/kernel/vmlinux.lds.S).
 */
static bool holds_code(const Elf64_Shdr *header)
{
	return header->sh_flags & SHF_EXECINSTR && !(header->sh_flags & SHF_WRITE);
}

/* The end of a section has a name in it, but what is there is something else. */
bool elf_function(const struct elf_file *file, const struct elf_symbol *symbol)
{
	const Elf64_Shdr *header = &file->header[symbol->section];
	u64 start = file->type == ET_REL ? 0 : header->sh_addr;

	if (symbol->type == STT_FUNC)
		return true;
	return symbol->type == STT_NOTYPE && holds_code(header) &&
	       symbol->addr - start < header->sh_size;
}

struct binary_section elf_binary_section(const struct elf_file *file, u32 section)
{
	const Elf64_Shdr *header = &file->header[section];

	return (struct binary_section){
		.name = elf_section_name(file, section),
		.size = header->sh_size,
		.data = elf_section_data(file, section),
		.alloc = header->sh_flags & SHF_ALLOC,
		.exec = holds_code(header),
		.write = header->sh_flags & SHF_WRITE,
	};
}
