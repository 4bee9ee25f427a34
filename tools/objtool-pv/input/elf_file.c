// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers of an ELF file.  libelf finds sections (also those of files that have more
 * than the header can count); that what it found is in the file is checked here, once,
 * so that everything else can use plain pointers.
 */
#include <inttypes.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "elf_file.h"

const char *elf_section_name(const struct elf_file *file, u32 section)
{
	return (const char *)elf_section_data(file, file->names) +
	       file->header[section].sh_name;
}

static bool has_bytes(const Elf64_Shdr *header)
{
	return header->sh_type != SHT_NOBITS && header->sh_type != SHT_NULL &&
	       header->sh_size;
}

const u8 *elf_section_data(const struct elf_file *file, u32 section)
{
	const Elf64_Shdr *header = &file->header[section];

	return has_bytes(header) ? file->data + header->sh_offset : NULL;
}

/* What the kernel for this machine, and its modules, cannot be without. */
static int check_header(struct elf_file *file, struct error *error)
{
	Elf64_Ehdr header;

	if (file->size < sizeof(header))
		return error_set(error, "%s: ELF header is cut off", file->name);
	memcpy(&header, file->data, sizeof(header));
	if (header.e_ident[EI_CLASS] != ELFCLASS64 ||
	    header.e_ident[EI_DATA] != ELFDATA2LSB || header.e_machine != EM_X86_64)
		return error_set(error, "%s: ELF, but not for x86-64 (machine %u)",
				 file->name, header.e_machine);
	file->type = header.e_type;
	if (file->type == ET_CORE)
		return error_set(error, "%s: a memory dump, which needs its kernel's file",
				 file->name);
	if (file->type != ET_EXEC && file->type != ET_DYN && file->type != ET_REL)
		return error_set(error, "%s: ELF of type %u is neither a kernel nor a module",
				 file->name, file->type);
	if (header.e_shentsize != sizeof(Elf64_Shdr) || !header.e_shoff)
		return error_set(error, "%s: ELF without section headers", file->name);
	return 0;
}

/*
 * The number of sections, before libelf allocates memory for them.  Of too many for the
 * header, the first section's size has the number (ELF gABI, "Sections").
 */
static int count_sections(struct elf_file *file, struct error *error)
{
	Elf64_Ehdr header;
	Elf64_Shdr first;
	u64 count;

	memcpy(&header, file->data, sizeof(header));
	if (header.e_shoff > file->size || file->size - header.e_shoff < sizeof(first))
		return error_set(error, "%s: section headers at 0x%" PRIx64
				 " are past the end of the file", file->name,
				 (u64)header.e_shoff);
	memcpy(&first, file->data + header.e_shoff, sizeof(first));
	count = header.e_shnum ? header.e_shnum : first.sh_size;
	if (!count || count > ELF_SECTIONS_MAX)
		return error_set(error, "%s: %" PRIu64 " sections are not believable",
				 file->name, count);
	if (count > (file->size - header.e_shoff) / sizeof(first))
		return error_set(error, "%s: section headers are cut off: no room for %"
				 PRIu64 " at 0x%" PRIx64, file->name, count,
				 (u64)header.e_shoff);
	file->nsections = count;
	return 0;
}

static int copy_headers(struct elf_file *file, Elf *elf, struct error *error)
{
	size_t count, names;
	u32 i;

	if (!elf || elf_kind(elf) != ELF_K_ELF || elf_getshdrnum(elf, &count) ||
	    elf_getshdrstrndx(elf, &names) || count != file->nsections)
		return error_set(error, "%s: damaged ELF header: %s", file->name,
				 elf_errmsg(-1));
	if (!names || names >= count)
		return error_set(error, "%s: ELF without names of sections", file->name);
	file->names = names;
	file->header = xcalloc(count, sizeof(*file->header));
	for (i = 0; i < count; i++) {
		Elf64_Shdr *header = elf64_getshdr(elf_getscn(elf, i));

		if (!header)
			return error_set(error, "%s: header of section %u: %s",
					 file->name, i, elf_errmsg(-1));
		file->header[i] = *header;
	}
	/* The first one is no section, whatever a file may say. */
	file->header[0] = (Elf64_Shdr){ .sh_type = SHT_NULL };
	return 0;
}

/* libelf wants memory that it may write to, but does not write when it only reads. */
static int read_headers(struct elf_file *file, struct error *error)
{
	Elf *elf;
	int ret;

	elf_version(EV_CURRENT);
	elf = elf_memory((char *)file->data, file->size);
	ret = copy_headers(file, elf, error);
	elf_end(elf);
	return ret;
}

/* Sections do not share bytes, so their sizes add up to no more than the file's. */
static int check_bounds(const struct elf_file *file, struct error *error)
{
	u64 total = 0;
	u32 i;

	for (i = 1; i < file->nsections; i++) {
		const Elf64_Shdr *header = &file->header[i];

		if (!has_bytes(header))
			continue;
		if (header->sh_offset > file->size ||
		    header->sh_size > file->size - header->sh_offset)
			return error_set(error, "%s: section %u: 0x%" PRIx64
					 " bytes at 0x%" PRIx64 " are past the end of"
					 " the file", file->name, i,
					 (u64)header->sh_size, (u64)header->sh_offset);
		total += header->sh_size;
		if (total > file->size)
			return error_set(error, "%s: section %u: sections overlap in the file",
					 file->name, i);
	}
	return 0;
}

/* A table of strings that ends with a zero can be pointed into anywhere. */
static int check_strings(const struct elf_file *file, u32 section, struct error *error)
{
	const Elf64_Shdr *header = section < file->nsections ?
				   &file->header[section] : NULL;

	if (!header || header->sh_type != SHT_STRTAB || !header->sh_size ||
	    file->data[header->sh_offset + header->sh_size - 1])
		return error_set(error, "%s: section %u is no table of strings",
				 file->name, section);
	return 0;
}

static int check_names(const struct elf_file *file, struct error *error)
{
	u32 i;

	if (check_strings(file, file->names, error))
		return -1;
	for (i = 0; i < file->nsections; i++)
		if (file->header[i].sh_name >= file->header[file->names].sh_size ||
		    strnlen(elf_section_name(file, i), ELF_NAME_MAX) == ELF_NAME_MAX)
			return error_set(error, "%s: section %u has no valid name",
					 file->name, i);
	return 0;
}

static int find_symtab(struct elf_file *file, struct error *error)
{
	const Elf64_Shdr *header;
	u32 i;

	for (i = 1; i < file->nsections && !file->symtab; i++)
		if (file->header[i].sh_type == SHT_SYMTAB)
			file->symtab = i;
	if (!file->symtab)
		return 0;
	for (i = 1; i < file->nsections; i++)
		if (file->header[i].sh_type == SHT_SYMTAB_SHNDX &&
		    file->header[i].sh_link == file->symtab)
			file->shndx = i;
	header = &file->header[file->symtab];
	if (header->sh_entsize != sizeof(Elf64_Sym) ||
	    header->sh_size / sizeof(Elf64_Sym) > ELF_SYMBOLS_MAX)
		return error_set(error, "%s: symbol table has entries of %" PRIu64
				 " bytes, or too many", file->name,
				 (u64)header->sh_entsize);
	file->nsymbols = header->sh_size / sizeof(Elf64_Sym);
	return check_strings(file, header->sh_link, error);
}

int elf_file_open(struct elf_file *file, const char *name, const struct blob *blob,
		  struct error *error)
{
	*file = (struct elf_file){ .name = name, .data = blob->data, .size = blob->size };
	if (check_header(file, error) || count_sections(file, error) ||
	    read_headers(file, error) || check_bounds(file, error) ||
	    check_names(file, error) || find_symtab(file, error)) {
		elf_file_close(file);
		return -1;
	}
	return 0;
}

void elf_file_close(struct elf_file *file)
{
	free(file->header);
	file->header = NULL;
}
