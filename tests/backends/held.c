// SPDX-License-Identifier: GPL-2.0-only
/* From PVOPS_BACKEND() over struct pvops_backend to its table; see the header. */
#include <stdio.h>
#include <string.h>

#include <asm/pvops/properties.h>
#include "held.h"

/* The first members of struct pvops_backend (asm/pvops/backend.h). */
struct backend {
	uint64_t name, detect;
	uint8_t required;
	uint32_t properties;
	uint64_t claim, table;
};

/**
 * struct place - something that a relocation leads to
 * @o:       the object that has it; NULL if there is no such relocation
 * @section: its section there
 * @at:      its offset in the section
 */
struct place {
	const struct object *o;
	size_t section, at;
};

/* An object's symbol for something that is in another one of the folder. */
static const Elf64_Sym *elsewhere(const struct folder *folder, const char *name,
				  const struct object **o)
{
	size_t i, n;

	for (i = 0; i < folder->count; i++) {
		*o = &folder->object[i];
		for (n = 1; n < (*o)->nsymbols; n++)
			if ((*o)->symbols[n].st_shndx != SHN_UNDEF &&
			    ELF64_ST_BIND((*o)->symbols[n].st_info) != STB_LOCAL &&
			    !strcmp(object_symbol_name(*o, n), name))
				return &(*o)->symbols[n];
	}
	return NULL;
}

/* Where the pointer in @from leads. */
static struct place follow(const struct folder *folder, struct place from)
{
	const Elf64_Rela *rela = object_relocation(object_relocations(from.o, from.section),
						   from.at, sizeof(uint64_t));
	struct place to = { .o = from.o };
	const Elf64_Sym *symbol;
	size_t i;

	if (!rela)
		return (struct place){ };
	i = ELF64_R_SYM(rela->r_info);
	symbol = &from.o->symbols[i < from.o->nsymbols ? i : 0];
	if (symbol->st_shndx == SHN_UNDEF)
		symbol = elsewhere(folder, object_symbol_name(from.o, i), &to.o);
	if (!symbol)
		return (struct place){ };
	to.section = symbol->st_shndx;
	to.at = symbol->st_value + rela->r_addend;
	return to;
}

static struct place member(struct place start, size_t offset)
{
	start.at += offset;
	return start;
}

/* The bytes there, or NULL if they are not @size. */
static const void *bytes(struct place place, size_t size)
{
	const Elf_Data *data = place.o ? object_contents(place.o, place.section) : NULL;

	if (!data || !data->d_buf || place.at > data->d_size || size > data->d_size - place.at)
		return NULL;
	return (const char *)data->d_buf + place.at;
}

/* The size of what begins there, as the compiler says; 0 if nothing does. */
static size_t size_of(struct place place)
{
	size_t i;

	for (i = 1; place.o && i < place.o->nsymbols; i++) {
		const Elf64_Sym *symbol = &place.o->symbols[i];

		if (symbol->st_shndx == place.section && symbol->st_value == place.at &&
		    ELF64_ST_TYPE(symbol->st_info) == STT_OBJECT)
			return symbol->st_size;
	}
	return 0;
}

static const char *read_table(struct place table, struct held *held)
{
	unsigned int op;

	if (!table.o)
		return NULL;
	if (size_of(table) != sizeof(uint64_t) * PVOPS_NR)
		return "what struct pvops_backend has for its table is none";
	for (op = 0; op < PVOPS_NR; op++)
		held->holds[op] = object_relocation(object_relocations(table.o, table.section),
						    table.at + op * sizeof(uint64_t),
						    sizeof(uint64_t));
	return NULL;
}

static const char *read_backend(const struct folder *folder, struct place place,
				struct held *held)
{
	struct place name = follow(folder, member(place, offsetof(struct backend, name)));
	struct place table = follow(folder, member(place, offsetof(struct backend, table)));
	const struct backend *backend = bytes(place, sizeof(*backend));
	const char *text = bytes(name, 1);

	if (!backend)
		return "PVOPS_BACKEND() leads to no struct pvops_backend";
	if (!text || !text[0])
		return "a backend has no name";
	snprintf(held->backend, sizeof(held->backend), "%s", text);
	held->deprivileged = backend->properties & PVOPS_PROPERTY(DEPRIVILEGED);
	return read_table(table, held);
}

const char *held_read(const struct folder *folder, size_t *at, struct held *held)
{
	struct place entry = { };
	size_t n = *at, i;

	memset(held, 0, sizeof(*held));
	for (i = 0; i < folder->count; i++) {
		const Elf_Data *data;

		entry.o = &folder->object[i];
		entry.section = object_section(entry.o, ".pvops_backends");
		data = object_contents(entry.o, entry.section);
		if (!data)
			continue;
		if (n < data->d_size / sizeof(uint64_t)) {
			entry.at = n * sizeof(uint64_t);
			++*at;
			return read_backend(folder, follow(folder, entry), held);
		}
		n -= data->d_size / sizeof(uint64_t);
	}
	return NULL;
}
