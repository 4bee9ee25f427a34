// SPDX-License-Identifier: GPL-2.0-only
/* Reading templates out of an object file; see the header. */
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

#include <asm/pvops/template.h>
#include "record.h"

/**
 * struct object - an object file
 * @elf:    the file
 * @copy:   its bytes; libelf may change them
 * @names:  section of the names of symbols
 * @symbols: the symbols
 * @nsymbols: how many
 */
struct object {
	Elf *elf;
	void *copy;
	size_t names, nsymbols;
	const Elf64_Sym *symbols;
};

static const char *section_name(const struct object *o, Elf_Scn *section)
{
	size_t names;

	if (elf_getshdrstrndx(o->elf, &names))
		return "";
	return elf_strptr(o->elf, names, elf64_getshdr(section)->sh_name);
}

static Elf_Scn *find(const struct object *o, const char *name)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(o->elf, section)))
		if (!strcmp(section_name(o, section), name))
			return section;
	return NULL;
}

static Elf_Data *contents(const struct object *o, const char *name)
{
	Elf_Scn *section = find(o, name);

	return section ? elf_getdata(section, NULL) : NULL;
}

static bool read_symbols(struct object *o)
{
	Elf_Scn *section = find(o, ".symtab");
	Elf_Data *data = section ? elf_getdata(section, NULL) : NULL;

	if (!data)
		return false;
	o->symbols = data->d_buf;
	o->nsymbols = data->d_size / sizeof(Elf64_Sym);
	o->names = elf64_getshdr(section)->sh_link;
	return true;
}

/* The name of a symbol; one of a section has that of the section. */
static const char *symbol_name(const struct object *o, size_t i)
{
	const Elf64_Sym *symbol = &o->symbols[i < o->nsymbols ? i : 0];
	const char *name;

	if (ELF64_ST_TYPE(symbol->st_info) == STT_SECTION)
		return section_name(o, elf_getscn(o->elf, symbol->st_shndx));
	name = elf_strptr(o->elf, o->names, symbol->st_name);
	return name ? name : "";
}

/* The relocation of the byte at @at; NULL if there is none. */
static const Elf64_Rela *relocation(const Elf_Data *relocations, size_t at, size_t size)
{
	const Elf64_Rela *rela = relocations ? relocations->d_buf : NULL;
	size_t i;

	for (i = 0; relocations && i < relocations->d_size / sizeof(*rela); i++)
		if (rela[i].r_offset >= at && rela[i].r_offset < at + size)
			return &rela[i];
	return NULL;
}

/* Whatever is not an absolute value depends on where the code stands. */
static bool absolute(const Elf64_Rela *rela)
{
	switch (ELF64_R_TYPE(rela->r_info)) {
	case R_X86_64_8:
	case R_X86_64_16:
	case R_X86_64_32:
	case R_X86_64_32S:
	case R_X86_64_64:
		return true;
	default:
		return false;
	}
}

static const char *relative(const struct object *o, const struct record *record)
{
	const Elf_Data *relocations = contents(o, ".rela.pvops_code");
	const Elf64_Rela *rela;
	size_t i;

	for (i = 0; i < record->len; i++) {
		rela = relocation(relocations, record->at + i, 1);
		if (rela && !absolute(rela))
			return symbol_name(o, ELF64_R_SYM(rela->r_info));
	}
	return NULL;
}

static const char *read_record(const struct object *o, const struct pvops_template *from,
			       size_t at, struct record *record)
{
	const Elf_Data *relocations = contents(o, ".rela.pvops_templates");
	const Elf_Data *code = contents(o, ".pvops_code");
	const Elf64_Rela *rela;

	record->op = from->op;
	record->variant = from->variant;
	record->len = from->len;
	record->flags = from->flags;

	rela = relocation(relocations, at + offsetof(struct pvops_template, function), 4);
	if (!rela)
		return "a template names no function";
	record->function = symbol_name(o, ELF64_R_SYM(rela->r_info));
	rela = relocation(relocations, at + offsetof(struct pvops_template, code), 4);
	if (!rela)
		return "a template has no place for its code";
	if (record->flags & PVOPS_T_BARE) {
		record->bare = symbol_name(o, ELF64_R_SYM(rela->r_info));
		return NULL;
	}
	record->at = rela->r_addend;
	if (!code || record->at > code->d_size || record->len > code->d_size - record->at)
		return "a template's code is not in .pvops_code";
	record->code = (const uint8_t *)code->d_buf + record->at;
	record->relative = relative(o, record);
	return NULL;
}

static const char *read_all(const struct object *o, struct records *records)
{
	const Elf_Data *rows = contents(o, ".pvops_templates");
	const Elf_Data *code = contents(o, ".pvops_code");
	const struct pvops_template *from;
	const char *wrong = NULL;
	size_t i;

	if (!rows || !rows->d_size)
		return "templates.S has no template";
	if (rows->d_size % sizeof(*from))
		return ".pvops_templates has something else in it";
	from = rows->d_buf;
	records->code_size = code ? code->d_size : 0;
	records->count = rows->d_size / sizeof(*from);
	records->row = calloc(records->count, sizeof(*records->row));
	for (i = 0; !wrong && i < records->count; i++)
		wrong = read_record(o, &from[i], i * sizeof(*from), &records->row[i]);
	return wrong;
}

const char *records_read(struct records *records, const void *image, size_t size)
{
	struct object *o = calloc(1, sizeof(*o));

	memset(records, 0, sizeof(*records));
	records->names = o;
	o->copy = malloc(size);
	memcpy(o->copy, image, size);
	elf_version(EV_CURRENT);
	o->elf = elf_memory(o->copy, size);
	if (!o->elf || !read_symbols(o))
		return "no object file";
	return read_all(o, records);
}

void records_free(struct records *records)
{
	struct object *o = records->names;

	elf_end(o->elf);
	free(o->copy);
	free(o);
	free(records->row);
}
