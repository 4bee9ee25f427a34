/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Places that survive another build and another boot: an offset in a symbol, or where
 * there is none, in a section.  Addresses do not.
 */
#ifndef OBJTOOL_PV_PLACE_H
#define OBJTOOL_PV_PLACE_H

#include <jansson.h>

#include "../sites/site.h"

/**
 * struct place - where an address is
 * @symbol:         name of the symbol, or NULL
 * @offset:         from it
 * @section:        name of the section, or NULL
 * @section_offset: from its start
 *
 * Names are the binary's or the table's.
 */
struct place {
	const char *symbol;
	u64 offset;
	const char *section;
	u64 section_offset;
};

/** place_find - where @addr is */
void place_find(const struct binary *binary, u64 addr, struct place *place);

/**
 * place_in - where @addr is, which @table has to do with
 *
 * Of a module that is loaded, memory has neither symbols nor sections: there the module
 * is the section, which begins with its code.
 */
void place_in(const struct table *table, u64 addr, struct place *place);

/**
 * place_text - binary_place(), or with the module where that has no symbol
 * @table: as place_in(), or NULL
 * @to:    BINARY_PLACE bytes
 */
void place_text(const struct binary *binary, const struct table *table, u64 addr, char *to);

/**
 * place_json - add a place to @object: address, symbol, offset, section, section_offset
 * @table: as place_in(), or NULL
 *
 * Any of them can be null; the address is that of a module, which has none yet.
 */
void place_json(json_t *object, const struct binary *binary, const struct table *table,
		u64 addr);

/**
 * struct place_name - an address as a user writes it
 * @name:     symbol or section; "" for a number
 * @addr:     the number, or the offset from @name
 */
struct place_name {
	char name[256];
	u64 addr;
};

/**
 * place_parse - read 0xADDRESS, NAME or NAME+OFFSET
 *
 * The end of NAME+OFFSET/SIZE, as the kernel prints it, is ignored.
 *
 * Return: 0, or -1 with a reason.
 */
int place_parse(const char *text, struct place_name *to, struct error *error);

#endif
