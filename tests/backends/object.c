// SPDX-License-Identifier: GPL-2.0-only
/* Reading object files; see the header. */
#include <stdlib.h>
#include <string.h>

#include "object.h"

static const char *section_name(const struct object *o, size_t section)
{
	Elf_Scn *found = elf_getscn(o->elf, section);
	const char *name;
	size_t names;

	if (!found || elf_getshdrstrndx(o->elf, &names))
		return "";
	name = elf_strptr(o->elf, names, elf64_getshdr(found)->sh_name);
	return name ? name : "";
}

size_t object_section(const struct object *o, const char *name)
{
	Elf_Scn *section = NULL;

	while ((section = elf_nextscn(o->elf, section)))
		if (!strcmp(section_name(o, elf_ndxscn(section)), name))
			return elf_ndxscn(section);
	return 0;
}

const Elf_Data *object_contents(const struct object *o, size_t section)
{
	return section ? elf_getdata(elf_getscn(o->elf, section), NULL) : NULL;
}

const Elf_Data *object_relocations(const struct object *o, size_t section)
{
	Elf_Scn *other = NULL;

	while (section && (other = elf_nextscn(o->elf, other))) {
		const Elf64_Shdr *header = elf64_getshdr(other);

		if (header->sh_type == SHT_RELA && header->sh_info == section)
			return elf_getdata(other, NULL);
	}
	return NULL;
}

const Elf64_Rela *object_relocation(const Elf_Data *relocations, size_t at, size_t size)
{
	const Elf64_Rela *rela = relocations ? relocations->d_buf : NULL;
	size_t i;

	for (i = 0; relocations && i < relocations->d_size / sizeof(*rela); i++)
		if (rela[i].r_offset >= at && rela[i].r_offset < at + size)
			return &rela[i];
	return NULL;
}

const char *object_symbol_name(const struct object *o, size_t i)
{
	const Elf64_Sym *symbol = &o->symbols[i < o->nsymbols ? i : 0];
	const char *name;

	if (ELF64_ST_TYPE(symbol->st_info) == STT_SECTION)
		return section_name(o, symbol->st_shndx);
	name = elf_strptr(o->elf, o->names, symbol->st_name);
	return name ? name : "";
}

static bool read_symbols(struct object *o)
{
	size_t section = object_section(o, ".symtab");
	const Elf_Data *data = object_contents(o, section);

	if (!data)
		return false;
	o->symbols = data->d_buf;
	o->nsymbols = data->d_size / sizeof(Elf64_Sym);
	o->names = elf64_getshdr(elf_getscn(o->elf, section))->sh_link;
	return o->nsymbols > 0;
}

bool object_open(struct object *o, const void *image, size_t size)
{
	memset(o, 0, sizeof(*o));
	o->copy = malloc(size);
	memcpy(o->copy, image, size);
	elf_version(EV_CURRENT);
	o->elf = elf_memory(o->copy, size);
	return o->elf && elf_kind(o->elf) == ELF_K_ELF && read_symbols(o);
}

void object_close(struct object *o)
{
	elf_end(o->elf);
	free(o->copy);
}
