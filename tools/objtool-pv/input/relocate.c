// SPDX-License-Identifier: GPL-2.0-only
/*
 * Relocations of x86-64 modules.  Types are the ones that the kernel's loader takes
 * (arch/x86/kernel/module.c of Linux 6.12); formulas are from the x86-64 psABI, table
 * "Relocation Types": S is the symbol, A the addend, P the place.
 *
 * A place is only written to in a private copy of its section: sections of a hostile
 * file may be anything, also the table of names that symbols point into.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "elf_file.h"

/* How a computed value has to fit into its field. */
enum fit {
	FIT_ALL,		/* 64 bits hold it anyway */
	FIT_UNSIGNED,		/* zero-extended from 32 bits */
	FIT_SIGNED,		/* sign-extended from 32 bits */
};

static const struct type {
	u32 type;
	bool relative;		/* S + A - P, not S + A */
	enum fit fit;
} types[] = {
	{ R_X86_64_64,    false, FIT_ALL },
	{ R_X86_64_32,    false, FIT_UNSIGNED },
	{ R_X86_64_32S,   false, FIT_SIGNED },
	{ R_X86_64_PC32,  true,  FIT_SIGNED },
	{ R_X86_64_PLT32, true,  FIT_SIGNED },
	{ R_X86_64_PC64,  true,  FIT_ALL },
};

/**
 * struct target - the section that is relocated
 * @file:    of which file
 * @section: in the binary
 * @bytes:   its private copy
 * @value:   of each of the file's symbols
 */
struct target {
	const struct elf_file *file;
	const struct binary_section *section;
	u8 *bytes;
	const u64 *value;
};

static const struct type *find_type(u32 number)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == number)
			return &types[i];
	return NULL;
}

static bool fits(enum fit fit, u64 value)
{
	switch (fit) {
	case FIT_UNSIGNED:
		return value <= UINT32_MAX;
	case FIT_SIGNED:
		return (s64)value == (s32)value;
	default:
		return true;
	}
}

/* Why a relocation cannot be applied, or NULL: it was. */
static const char *apply(const struct target *target, const Elf64_Rela *rela)
{
	const struct type *type = find_type(ELF64_R_TYPE(rela->r_info));
	u64 symbol = ELF64_R_SYM(rela->r_info), value;
	u32 width;

	if (!type)
		return "unknown";
	width = type->fit == FIT_ALL ? 8 : 4;
	if (rela->r_offset > target->section->size ||
	    target->section->size - rela->r_offset < width)
		return "outside the section";
	if (symbol >= target->file->nsymbols)
		return "against a symbol that does not exist";
	value = target->value[symbol] + (u64)rela->r_addend;
	if (type->relative)
		value -= target->section->addr + rela->r_offset;
	/* What is no memory holds addresses for tools, which know their upper half. */
	if (target->section->alloc && !fits(type->fit, value))
		return "out of range of its field";
	/* Both are little endian. */
	memcpy(target->bytes + rela->r_offset, &value, width);
	return NULL;
}

static int apply_all(const struct target *target, u32 table, struct error *error)
{
	const Elf64_Shdr *header = &target->file->header[table];
	const u8 *raw = elf_section_data(target->file, table);
	const char *why;
	Elf64_Rela rela;
	u64 i;

	for (i = 0; raw && i < header->sh_size / sizeof(rela); i++) {
		memcpy(&rela, raw + i * sizeof(rela), sizeof(rela));
		if (ELF64_R_TYPE(rela.r_info) == R_X86_64_NONE)
			continue;
		why = apply(target, &rela);
		if (why && target->section->alloc)
			return error_set(error, "%s: %s+0x%" PRIx64
					 ": relocation of type %u is %s",
					 target->file->name, target->section->name,
					 (u64)rela.r_offset,
					 (u32)ELF64_R_TYPE(rela.r_info), why);
	}
	return 0;
}

/* Debug information is large, and no part of this program reads it. */
static bool uninteresting(const struct binary_section *section)
{
	return !section->alloc && !strncmp(section->name, ".debug_", 7);
}

static int check_table(const struct elf_file *file, u32 table,
		       const struct binary_section *section, struct error *error)
{
	const Elf64_Shdr *header = &file->header[table];

	if (header->sh_type == SHT_REL || header->sh_entsize != sizeof(Elf64_Rela))
		return error_set(error, "%s: %s: relocations are not those of x86-64",
				 file->name, elf_section_name(file, table));
	if (header->sh_link != file->symtab)
		return error_set(error, "%s: %s: relocations without the symbol table",
				 file->name, elf_section_name(file, table));
	if (!section->data)
		return error_set(error, "%s: %s: relocations of %s, which has no bytes",
				 file->name, elf_section_name(file, table),
				 section->name);
	return 0;
}

/* A section that has several tables is still copied only once. */
static u8 *private_copy(struct binary *binary, u8 **copies, u32 number)
{
	struct binary_section *section = &binary->sections[number - 1];

	if (!copies[number]) {
		copies[number] = binary_keep(binary, xmalloc(section->size));
		memcpy(copies[number], section->data, section->size);
		section->data = copies[number];
	}
	return copies[number];
}

static int relocate_section(const struct elf_file *file, struct binary *binary, u32 table,
			    u8 **copies, const u64 *value, struct error *error)
{
	u32 number = file->header[table].sh_info;
	struct target target = { .file = file, .value = value };

	if (!number || number >= file->nsections)
		return error_set(error, "%s: %s: relocations of section %u, which is not"
				 " there", file->name, elf_section_name(file, table),
				 number);
	target.section = &binary->sections[number - 1];
	if (uninteresting(target.section) || !file->header[table].sh_size)
		return 0;
	if (check_table(file, table, target.section, error))
		return -1;
	target.bytes = private_copy(binary, copies, number);
	return apply_all(&target, table, error);
}

int relocate(const struct elf_file *file, struct binary *binary, const u64 *value,
	     struct error *error)
{
	u8 **copies = xcalloc(file->nsections, sizeof(*copies));
	int ret = 0;
	u32 i;

	for (i = 1; i < file->nsections && !ret; i++)
		if (file->header[i].sh_type == SHT_RELA ||
		    file->header[i].sh_type == SHT_REL)
			ret = relocate_section(file, binary, i, copies, value, error);
	free(copies);
	return ret;
}
