/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An ELF file whose headers were checked: after elf_file_open() every section lies
 * inside the file, has a name, and all sections together are no larger than it, so that
 * work done once for each byte of each section is bounded by the size of the file.
 */
#ifndef OBJTOOL_PV_ELF_FILE_H
#define OBJTOOL_PV_ELF_FILE_H

#include <elf.h>

#include "input.h"

/* More than any kernel has; they bound memory that a hostile file can ask for. */
#define ELF_SECTIONS_MAX	(1u << 18)
#define ELF_SYMBOLS_MAX		(1u << 22)
/* Longest name: kernels have up to 512 bytes (KSYM_NAME_LEN, include/linux/kallsyms.h). */
#define ELF_NAME_MAX		1024

/**
 * struct elf_file - what elf_file_open() found
 * @name:     of the file, for messages
 * @data:     its bytes
 * @size:     how many
 * @type:     ET_EXEC, ET_DYN or ET_REL
 * @header:   section headers; @nsections of them, at least one
 * @names:    the section with their names
 * @symtab:   number of the symbol table; 0 if there is none
 * @nsymbols: how many symbols it has
 * @shndx:    number of the section with large section numbers of symbols, or 0
 */
struct elf_file {
	const char *name;
	const u8 *data;
	size_t size;
	u16 type;
	Elf64_Shdr *header;
	u32 nsections;
	u32 names;
	u32 symtab;
	u32 nsymbols;
	u32 shndx;
};

/**
 * struct elf_symbol - a symbol, its section looked up
 * @addr:     value: an address, or in an ET_REL file an offset into its section
 * @size:     size
 * @name:     name, maybe empty
 * @section:  number of its section, or 0
 * @special:  SHN_UNDEF, SHN_ABS, SHN_COMMON if @section is 0
 * @type:     STT_*
 */
struct elf_symbol {
	u64 addr;
	u64 size;
	const char *name;
	u32 section;
	u16 special;
	u8 type;
};

/** elf_file_open - check the headers of @blob; 0, or -1 with a reason */
int elf_file_open(struct elf_file *file, const char *name, const struct blob *blob,
		  struct error *error);

/** elf_file_close - free what elf_file_open() made, but not the blob */
void elf_file_close(struct elf_file *file);

/** elf_section_name - never NULL */
const char *elf_section_name(const struct elf_file *file, u32 section);

/** elf_section_data - its bytes in the file; NULL if it has none */
const u8 *elf_section_data(const struct elf_file *file, u32 section);

/** elf_file_symbol - get symbol @i; 0, or -1 with a reason */
int elf_file_symbol(const struct elf_file *file, u32 i, struct elf_symbol *symbol,
		    struct error *error);

/**
 * elf_wanted - is this a symbol that a binary should have?
 *
 * Code and data with a name; not those that only describe the file.
 */
bool elf_wanted(const struct elf_symbol *symbol);

/** elf_function - is @symbol code? */
bool elf_function(const struct elf_file *file, const struct elf_symbol *symbol);

/** elf_binary_section - the parts of @section of a binary that are as in the file */
struct binary_section elf_binary_section(const struct elf_file *file, u32 section);

/* relocatable.c */

/**
 * relocatable_read - fill a binary from an ET_REL file
 *
 * Every section with memory gets addresses of its own, then relocations are applied to
 * copies of the sections.
 *
 * Return: 0, or -1 with a reason.
 */
int relocatable_read(const struct elf_file *file, struct binary *binary,
		     struct error *error);

/* relocate.c */

/**
 * relocate - apply all relocations of an ET_REL file
 * @binary: section i of the file is its section i - 1
 * @value:  the address of each of the file's symbols
 *
 * Relocations of sections with memory are applied or refused; those of others, which
 * tools leave behind, are applied where they can be.
 *
 * Return: 0, or -1 with a reason.
 */
int relocate(const struct elf_file *file, struct binary *binary, const u64 *value,
	     struct error *error);

#endif
