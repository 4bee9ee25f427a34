// SPDX-License-Identifier: GPL-2.0-only
/*
 * ELF files as binaries.  The file's bytes become the binary's: sections and names of a
 * linked kernel point into them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../alloc.h"
#include "elf_file.h"

/* No section of a kernel is larger: the kernel's mapping has 1 GiB
 * (KERNEL_BINARY_SIZE, arch/x86/include/asm/page_64_types.h of Linux 6.12).
 */
#define SECTION_MAX	(1ull << 30)

static bool upper_half(u64 addr)
{
	return addr >> 63;
}

static int add_sections(const struct elf_file *file, struct binary *binary,
			struct error *error)
{
	bool kernel = false;
	u32 i;

	for (i = 1; i < file->nsections; i++) {
		struct binary_section section = elf_binary_section(file, i);

		section.addr = file->header[i].sh_addr;
		if (section.alloc && (section.size > SECTION_MAX ||
				      section.addr > UINT64_MAX - section.size))
			return error_set(error, "%s: %s: 0x%" PRIx64 " bytes at 0x%"
					 PRIx64 " are no part of a kernel", file->name,
					 section.name, section.size, section.addr);
		if (section.alloc && section.exec && upper_half(section.addr))
			kernel = true;
		binary_add_section(binary, &section);
	}
	if (!kernel)
		return error_set(error, "%s: a program, but no kernel: it has no code in the"
				 " upper half of addresses", file->name);
	return 0;
}

static int compare_addresses(const void *a, const void *b)
{
	const struct binary_section *one = *(const struct binary_section *const *)a;
	const struct binary_section *two = *(const struct binary_section *const *)b;

	return one->addr < two->addr ? -1 : one->addr > two->addr;
}

/* What is at an address must not depend on which of two sections is asked. */
static int check_overlap(const struct binary *binary, struct error *error)
{
	const struct binary_section **sorted = xcalloc(binary->nsections, sizeof(*sorted));
	size_t i, count = 0;
	int ret = 0;

	for (i = 0; i < binary->nsections; i++)
		if (binary->sections[i].alloc && binary->sections[i].size)
			sorted[count++] = &binary->sections[i];
	qsort(sorted, count, sizeof(*sorted), compare_addresses);
	for (i = 1; i < count && !ret; i++)
		if (sorted[i]->addr - sorted[i - 1]->addr < sorted[i - 1]->size)
			ret = error_set(error, "%s: sections %s and %s overlap",
					binary->name, sorted[i - 1]->name,
					sorted[i]->name);
	free(sorted);
	return ret;
}

/* Absolute symbols are constants and offsets, unless they lie where the kernel is. */
static int add_symbols(const struct elf_file *file, struct binary *binary,
		       struct error *error)
{
	struct elf_symbol symbol;
	u32 i;

	for (i = 1; i < file->nsymbols; i++) {
		if (elf_file_symbol(file, i, &symbol, error))
			return -1;
		if (!elf_wanted(&symbol) || (!symbol.section &&
		    (symbol.special != SHN_ABS || !upper_half(symbol.addr))))
			continue;
		binary_add_symbol(binary, &(struct binary_symbol){
			.addr = symbol.addr,
			.size = symbol.size,
			.name = symbol.name,
			.function = elf_function(file, &symbol),
		});
	}
	if (binary->nsymbols)
		binary->symbol_source = "symtab";
	return 0;
}

static int linked_read(const struct elf_file *file, struct binary *binary,
		       struct error *error)
{
	binary->kind = BINARY_KERNEL;
	if (add_sections(file, binary, error) || check_overlap(binary, error) ||
	    add_symbols(file, binary, error))
		return -1;
	return !binary->nsymbols && kallsyms_read(binary, error) < 0 ? -1 : 0;
}

static void print_build_id(struct binary *binary, const u8 *bytes, u32 count)
{
	static const char digits[] = "0123456789abcdef";
	u32 i;

	for (i = 0; i < count; i++) {
		binary->build_id[2 * i] = digits[bytes[i] >> 4];
		binary->build_id[2 * i + 1] = digits[bytes[i] & 15];
	}
	binary->build_id[2 * count] = '\0';
}

/* Name and descriptor of a note each end at a multiple of four bytes. */
static u64 padded(u32 size)
{
	return ((u64)size + 3) & ~3ull;
}

static void read_notes(struct binary *binary, const u8 *notes, u64 size)
{
	u64 at = 0, room;

	while (size - at >= sizeof(Elf64_Nhdr)) {
		const u8 *name = notes + at + sizeof(Elf64_Nhdr);
		Elf64_Nhdr note;

		memcpy(&note, notes + at, sizeof(note));
		room = size - at - sizeof(note);
		if (padded(note.n_namesz) > room ||
		    note.n_descsz > room - padded(note.n_namesz))
			return;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(name, "GNU", 4) &&
		    2 * (u64)note.n_descsz < sizeof(binary->build_id)) {
			print_build_id(binary, name + 4, note.n_descsz);
			return;
		}
		if (padded(note.n_descsz) > room - padded(note.n_namesz))
			return;
		at += sizeof(note) + padded(note.n_namesz) + padded(note.n_descsz);
	}
}

static void find_build_id(const struct elf_file *file, struct binary *binary)
{
	u32 i;

	for (i = 1; i < file->nsections && !binary->build_id[0]; i++)
		if (file->header[i].sh_type == SHT_NOTE && elf_section_data(file, i))
			read_notes(binary, elf_section_data(file, i),
				   file->header[i].sh_size);
}

struct binary *elf_binary(const char *name, struct blob *blob, struct error *error)
{
	struct binary *binary = binary_new(name);
	struct elf_file file;
	int ret;

	binary_keep(binary, blob->data);
	ret = elf_file_open(&file, name, blob, error);
	*blob = (struct blob){ NULL, 0 };
	if (!ret) {
		find_build_id(&file, binary);
		ret = file.type == ET_REL ? relocatable_read(&file, binary, error) :
					    linked_read(&file, binary, error);
		elf_file_close(&file);
	}
	if (ret) {
		binary_free(binary);
		return NULL;
	}
	binary_ready(binary);
	return binary;
}
