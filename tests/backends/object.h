/* SPDX-License-Identifier: GPL-2.0-only */
/* An object file, not linked: its sections, its symbols, and what its relocations name. */
#ifndef TESTS_BACKENDS_OBJECT_H
#define TESTS_BACKENDS_OBJECT_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct object - an object file
 * @elf:      the file
 * @copy:     its bytes; libelf may change them
 * @names:    section of the names of symbols
 * @symbols:  the symbols
 * @nsymbols: how many
 */
struct object {
	Elf *elf;
	void *copy;
	size_t names, nsymbols;
	const Elf64_Sym *symbols;
};

/* False if it is no object file; object_close() in any case. */
bool object_open(struct object *o, const void *image, size_t size);
void object_close(struct object *o);

/* The section of this name, 0 if there is none; the contents of a section, or NULL. */
size_t object_section(const struct object *o, const char *name);
const Elf_Data *object_contents(const struct object *o, size_t section);
/* The relocations of a section, or NULL. */
const Elf_Data *object_relocations(const struct object *o, size_t section);
/* The first of them that is of one of @size bytes from @at; NULL if there is none. */
const Elf64_Rela *object_relocation(const Elf_Data *relocations, size_t at, size_t size);
/* The name of a symbol; one of a section has that of the section. */
const char *object_symbol_name(const struct object *o, size_t i);

#endif
