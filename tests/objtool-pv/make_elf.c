// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer of ELF files.  Order in the file: header, bytes of sections, symbols and
 * their names, relocations, names of sections, section headers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tools/objtool-pv/alloc.h"
#include "make_elf.h"

/* Bytes that grow. */
struct bytes {
	u8 *data;
	size_t size;
};

struct make_elf {
	u16 type;
	Elf64_Shdr *header;
	struct bytes *content;
	u32 count;
	struct bytes names;
	struct bytes symbols;
	struct bytes strings;
	u32 *rela_of;		/* number of a section's relocation section, or 0 */
};

static size_t append(struct bytes *bytes, const void *data, size_t size)
{
	size_t at = bytes->size;

	bytes->data = xrealloc_array(bytes->data, at + size, 1);
	if (data)
		memcpy(bytes->data + at, data, size);
	else
		memset(bytes->data + at, 0, size);
	bytes->size += size;
	return at;
}

static size_t append_string(struct bytes *bytes, const char *string)
{
	return append(bytes, string, strlen(string) + 1);
}

struct make_elf *make_elf(u16 type)
{
	struct make_elf *elf = xcalloc(1, sizeof(*elf));

	elf->type = type;
	append_string(&elf->names, "");
	append_string(&elf->strings, "");
	append(&elf->symbols, NULL, sizeof(Elf64_Sym));
	make_section(elf, "", SHT_NULL, 0, 0, NULL, 0);
	return elf;
}

u32 make_section(struct make_elf *elf, const char *name, u32 type, u64 flags, u64 addr,
		 const void *data, size_t size)
{
	u32 i = elf->count++;

	elf->header = xrealloc_array(elf->header, elf->count, sizeof(*elf->header));
	elf->content = xrealloc_array(elf->content, elf->count, sizeof(*elf->content));
	elf->rela_of = xrealloc_array(elf->rela_of, elf->count, sizeof(*elf->rela_of));
	elf->header[i] = (Elf64_Shdr){
		.sh_name = append_string(&elf->names, name),
		.sh_type = type,
		.sh_flags = flags,
		.sh_addr = addr,
		.sh_size = size,
		.sh_addralign = 1,
	};
	elf->content[i] = (struct bytes){ NULL, 0 };
	elf->rela_of[i] = 0;
	if (type != SHT_NOBITS && type != SHT_NULL)
		append(&elf->content[i], data, size);
	return i;
}

Elf64_Shdr *make_section_header(struct make_elf *elf, u32 section)
{
	return &elf->header[section];
}

u32 make_symbol(struct make_elf *elf, const char *name, u16 section, u64 value, u64 size,
		u8 type)
{
	Elf64_Sym symbol = {
		.st_name = *name ? append_string(&elf->strings, name) : 0,
		.st_info = ELF64_ST_INFO(STB_GLOBAL, type),
		.st_shndx = section,
		.st_value = value,
		.st_size = size,
	};

	return append(&elf->symbols, &symbol, sizeof(symbol)) / sizeof(symbol);
}

void make_rela(struct make_elf *elf, u32 section, u64 offset, u32 type, u32 symbol,
	       s64 addend)
{
	Elf64_Rela rela = { offset, ELF64_R_INFO((u64)symbol, type), addend };
	char name[256] = ".rela";
	u32 table = elf->rela_of[section];

	if (!table) {
		strncat(name, (char *)elf->names.data + elf->header[section].sh_name,
			sizeof(name) - 6);
		table = make_section(elf, name, SHT_RELA, SHF_INFO_LINK, 0, NULL, 0);
		elf->header[table].sh_info = section;
		elf->header[table].sh_entsize = sizeof(rela);
		elf->rela_of[section] = table;
	}
	append(&elf->content[table], &rela, sizeof(rela));
	elf->header[table].sh_size += sizeof(rela);
}

void make_build_id(struct make_elf *elf, const char *section, size_t size)
{
	Elf64_Nhdr note = { 4, size, NT_GNU_BUILD_ID };
	struct bytes bytes = { NULL, 0 };
	size_t i;

	append(&bytes, &note, sizeof(note));
	append(&bytes, "GNU", 4);
	for (i = 0; i < size; i++)
		append(&bytes, &(u8){ 0xa0 + i }, 1);
	make_section(elf, section, SHT_NOTE, SHF_ALLOC,
		     elf->type == ET_REL ? 0 : MAKE_DATA, bytes.data, bytes.size);
	free(bytes.data);
}

/* The symbol table and its strings; every table of relocations gets its number. */
static void add_symtab(struct make_elf *elf)
{
	u32 symtab, i;

	if (elf->symbols.size == sizeof(Elf64_Sym) && elf->type != ET_REL)
		return;
	symtab = make_section(elf, ".symtab", SHT_SYMTAB, 0, 0, elf->symbols.data,
			      elf->symbols.size);
	elf->header[symtab].sh_link = symtab + 1;
	elf->header[symtab].sh_info = 1;
	elf->header[symtab].sh_entsize = sizeof(Elf64_Sym);
	make_section(elf, ".strtab", SHT_STRTAB, 0, 0, elf->strings.data,
		     elf->strings.size);
	for (i = 0; i < elf->count; i++)
		if (elf->header[i].sh_type == SHT_RELA && !elf->header[i].sh_link)
			elf->header[i].sh_link = symtab;
}

static void add_names(struct make_elf *elf)
{
	u32 i = make_section(elf, ".shstrtab", SHT_STRTAB, 0, 0, NULL, 0);

	append(&elf->content[i], elf->names.data, elf->names.size);
	elf->header[i].sh_size = elf->names.size;
}

static void align(struct bytes *file)
{
	while (file->size % 16)
		append(file, NULL, 1);
}

static void write_file(struct make_elf *elf, struct bytes *file)
{
	Elf64_Ehdr header = {
		.e_ident = ELFMAG "\2\1\1",
		.e_type = elf->type,
		.e_machine = EM_X86_64,
		.e_version = EV_CURRENT,
		.e_ehsize = sizeof(header),
		.e_shentsize = sizeof(Elf64_Shdr),
		.e_shnum = elf->count,
		.e_shstrndx = elf->count - 1,
	};
	u32 i;

	append(file, NULL, sizeof(header));
	for (i = 1; i < elf->count; i++) {
		align(file);
		/* A test may have set it to something else. */
		if (!elf->header[i].sh_offset)
			elf->header[i].sh_offset = file->size;
		append(file, elf->content[i].data, elf->content[i].size);
	}
	align(file);
	header.e_shoff = file->size;
	append(file, elf->header, elf->count * sizeof(*elf->header));
	memcpy(file->data, &header, sizeof(header));
}

struct blob make_done(struct make_elf *elf)
{
	struct bytes file = { NULL, 0 };
	u32 i;

	add_symtab(elf);
	add_names(elf);
	write_file(elf, &file);
	for (i = 0; i < elf->count; i++)
		free(elf->content[i].data);
	free(elf->content);
	free(elf->header);
	free(elf->rela_of);
	free(elf->names.data);
	free(elf->symbols.data);
	free(elf->strings.data);
	free(elf);
	return (struct blob){ file.data, file.size };
}

struct make_elf *make_kernel(const void *rodata, size_t size)
{
	struct make_elf *elf = make_elf(ET_EXEC);
	u8 nops[64];

	memset(nops, 0x90, sizeof(nops));
	make_section(elf, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, MAKE_TEXT,
		     nops, sizeof(nops));
	make_section(elf, ".rodata", SHT_PROGBITS, SHF_ALLOC, MAKE_RODATA, rodata, size);
	return elf;
}

char *make_file(const struct blob *blob)
{
	const char *folder = getenv("TMPDIR");
	char path[4096];
	size_t done = 0;
	int fd;

	snprintf(path, sizeof(path), "%s/objtool-pv.XXXXXX", folder ? folder : "/tmp");
	fd = mkstemp(path);
	while (fd >= 0 && done < blob->size) {
		ssize_t put = write(fd, blob->data + done, blob->size - done);

		if (put <= 0)
			break;
		done += put;
	}
	if (fd < 0 || close(fd) || done < blob->size) {
		perror(path);
		exit(1);
	}
	return xstrdup(path);
}
